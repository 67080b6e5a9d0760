//! Why a form was not accepted, and at which of its fields to say so.

use axum::http::StatusCode;
use model::Cause;
use service::Error;

use super::{Control, Field};
use crate::http::request_id;
use crate::messages::{Message, describe_error};
use crate::web::failure::{note, status_of};
use crate::web::view::Notice;

/// Why a form was not accepted.
pub(in crate::web) struct Rejection {
    pub(in crate::web) status: StatusCode,
    field: Option<&'static str>,
    message: Message,
    /// What its field says: that a field is to be corrected needs no words there.
    at_field: String,
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        note(&error);
        let message = describe_error(&error, &request_id::current());
        let at_field = match error {
            Error::Invalid(_) => message.sentence.clone(),
            _ => message.to_string(),
        };
        Self {
            status: status_of(&error),
            field: field_of(&error),
            message,
            at_field,
        }
    }
}

impl Rejection {
    /// Puts the message at its field. Without such a field it is returned, for the top of the
    /// form.
    pub(in crate::web) fn place<'a>(
        self,
        fields: impl IntoIterator<Item = &'a mut Field>,
    ) -> Option<Notice> {
        let Some(name) = self.field.filter(|_| self.message.command.is_none()) else {
            return Some(Notice::bad(self.message));
        };
        // A method's fields are named `method.field`.
        let is_it = |field: &Field| field.name.rsplit('.').next() == Some(name);
        let mut fields: Vec<&mut Field> = fields.into_iter().collect();
        let Some(place) = fields.iter().position(|field| is_it(field)) else {
            return Some(Notice::bad(self.message));
        };
        for field in &mut fields {
            field.autofocus = false;
        }
        fields[place].autofocus = true;
        fields[place].problem = Some(self.at_field);
        None
    }

    /// Puts the message at its field or list, as [`Self::place`] does.
    pub(in crate::web) fn place_in<'a>(
        self,
        controls: impl IntoIterator<Item = &'a mut Control>,
    ) -> Option<Notice> {
        let mut fields = Vec::new();
        for control in controls {
            match control {
                Control::Field(field) => fields.push(field),
                Control::Choice(choice) if self.field == Some(choice.name.as_str()) => {
                    choice.problem = Some(self.at_field);
                    return None;
                }
                Control::Choice(_) => {}
            }
        }
        self.place(fields)
    }
}

/// The field an error is about, as forms name it.
fn field_of(error: &Error) -> Option<&'static str> {
    match error {
        // The use cases name fields as the API does.
        Error::Invalid(invalid) => Some(match invalid.field {
            "configurationUrl" => "store",
            "projectName" => "name",
            "secretValue" => "value",
            "file" => "text",
            field => field,
        }),
        Error::Taken { .. } => Some("name"),
        Error::Diagnosed(diagnosis) => match diagnosis.cause {
            Cause::WrongSecret | Cause::ExpiredSecret => Some("clientSecret"),
            Cause::UnknownApplication => Some("clientId"),
            Cause::UnknownTenant => Some("tenantId"),
            Cause::BadEndpoint => Some("store"),
            _ => None,
        },
        _ => None,
    }
}
