//! The roles that are sent for a member.

use service::access::{NewRoleOfMember, NewTemporary};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder};

use crate::api::description::{self, boolean, list, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// How the API's description shows a list of them.
pub(super) fn fields() -> ArrayBuilder {
    let role = description::Fields::new()
        .required("role", short(), "The slug of a built-in or custom role.")
        .optional(
            "isTemporary",
            boolean(),
            "Whether it counts for a while only.",
        )
        .optional(
            "temporaryMode",
            text(),
            "`relative`, the only mode there is.",
        )
        .optional(
            "temporaryRange",
            text(),
            "How long a temporary role counts, such as `30m`, `1h` or `2d`.",
        )
        .optional(
            "temporaryAccessStartTime",
            text(),
            "From when a temporary role counts, in RFC 3339.",
        );
    list(role).min_items(Some(1)).max_items(Some(50))
}

/// The field for one built-in or custom role.
pub(super) fn short() -> ObjectBuilder {
    text().min_length(Some(1)).max_length(Some(64))
}

/// The roles of a body: `roles`, or the older `role`; none when there is neither.
pub(super) fn parse(body: &Fields) -> Result<Option<Vec<NewRoleOfMember>>, ApiError> {
    if let Some(roles) = body.objects("roles")? {
        return roles.iter().map(one).collect::<Result<_, _>>().map(Some);
    }
    Ok(body.text("role")?.map(|role| {
        vec![NewRoleOfMember {
            role: role.to_owned(),
            temporary: None,
        }]
    }))
}

fn one(role: &Fields) -> Result<NewRoleOfMember, ApiError> {
    let temporary = if role.flag("isTemporary")?.unwrap_or(false) {
        if role
            .text("temporaryMode")?
            .is_some_and(|mode| mode != "relative")
        {
            return Err(role.fault("temporaryMode", "is not known: use `relative`"));
        }
        Some(NewTemporary {
            starts_at: role.required("temporaryAccessStartTime")?,
            range: role.required("temporaryRange")?,
        })
    } else {
        None
    };
    Ok(NewRoleOfMember {
        role: role.required_text("role")?.to_owned(),
        temporary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(body: &str) -> Result<Vec<NewRoleOfMember>, ApiError> {
        let body = Fields::from_json(body.as_bytes()).unwrap();
        parse(&body).map(Option::unwrap_or_default)
    }

    #[test]
    fn what_a_lasting_role_says_of_time_is_ignored() {
        let sent = r#"{"roles":[{"role":"viewer","isTemporary":false,"temporaryMode":"",
            "temporaryRange":"","temporaryAccessStartTime":"2026-11-22T21:00:54.986377963Z"}]}"#;
        let roles = roles(sent).unwrap();
        assert_eq!(roles[0].role, "viewer");
        assert!(roles[0].temporary.is_none());
    }

    #[test]
    fn a_temporary_role_says_from_when_and_for_how_long() {
        let sent = r#"{"roles":[{"role":"admin","isTemporary":true,"temporaryMode":"relative",
            "temporaryRange":"1h","temporaryAccessStartTime":"2026-11-22T21:00:54.986377963Z"}]}"#;
        let roles = roles(sent).unwrap();
        let temporary = roles[0].temporary.as_ref().unwrap();
        assert_eq!(temporary.range.as_str(), "1h");
        assert_eq!(temporary.starts_at.to_string(), "2026-11-22T21:00:54.986Z");
    }

    #[test]
    fn a_temporary_role_without_its_times_is_refused_by_their_names() {
        let sent = r#"{"roles":[{"role":"admin","isTemporary":true,"temporaryRange":"1h"}]}"#;
        let error = roles(sent).unwrap_err().to_string();
        assert_eq!(error, "roles.0.temporaryAccessStartTime: Required");
    }

    #[test]
    fn one_role_may_be_sent_by_itself() {
        assert_eq!(roles(r#"{"role":"viewer"}"#).unwrap()[0].role, "viewer");
        assert!(roles("{}").unwrap().is_empty());
    }
}
