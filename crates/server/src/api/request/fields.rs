//! The fields of a body or a query, read the way Infisical's clients send them: an empty text
//! counts as absent, booleans may be text, and what is not known is ignored.

use std::str::FromStr;

use model::NameError;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::api::error::{ApiError, Issue};

/// How long a text may be, in bytes, that is no value or file.
const LONGEST_TEXT: usize = 64 * 1024;

/// Named values. Reading one says what is wrong with it.
pub(crate) struct Fields {
    parent: String,
    values: Map<String, Value>,
}

impl Fields {
    /// From a JSON body.
    pub(crate) fn from_json(bytes: &[u8]) -> Result<Self, ApiError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::root(Map::new()));
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(values)) => Ok(Self::root(values)),
            Ok(_) => Err(ApiError::BadRequest(
                "the body must be a JSON object".to_owned(),
            )),
            // The parser's own text may repeat what it could not read.
            Err(error) => Err(ApiError::BadRequest(format!(
                "the body is not JSON: mend line {}, column {}",
                error.line(),
                error.column()
            ))),
        }
    }

    /// From a query string.
    pub(crate) fn from_query(query: &str) -> Self {
        let values = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
            .collect();
        Self::root(values)
    }

    fn root(values: Map<String, Value>) -> Self {
        Self {
            parent: String::new(),
            values,
        }
    }

    /// Whether the field was sent at all, null included.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A field's JSON as it was sent.
    pub(crate) fn raw(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// A text in which the empty text means something, such as a value.
    pub(crate) fn exact_text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.raw(name) {
            None => Ok(None),
            Some(Value::String(text)) => self.without_nul(name, text).map(Some),
            Some(other) => Err(self.wrong_type(name, "string", other)),
        }
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        match self.exact_text(name)? {
            Some("") => Ok(None),
            Some(text) if text.len() > LONGEST_TEXT => {
                let sentence = format!("is longer than {LONGEST_TEXT} bytes: shorten it");
                Err(self.fault(name, sentence))
            }
            other => Ok(other),
        }
    }

    /// A text as it was sent, or null: none when the field was not sent.
    #[expect(
        clippy::option_option,
        reason = "not sent, null and a text are three things"
    )]
    pub(crate) fn nullable_text(&self, name: &str) -> Result<Option<Option<String>>, ApiError> {
        if !self.has(name) {
            return Ok(None);
        }
        Ok(Some(self.exact_text(name)?.map(str::to_owned)))
    }

    /// The first of several spellings that was sent.
    pub(crate) fn first_text(&self, names: &[&str]) -> Result<Option<&str>, ApiError> {
        for name in names {
            if let Some(text) = self.text(name)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// A text that must be there.
    pub(crate) fn required_text(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    /// A text that null or the empty text clears: none when the field was not sent.
    #[expect(
        clippy::option_option,
        reason = "not sent, cleared and set are three things"
    )]
    pub(crate) fn clearable_text(&self, name: &str) -> Result<Option<Option<String>>, ApiError> {
        if !self.has(name) {
            return Ok(None);
        }
        Ok(Some(self.text(name)?.map(str::to_owned)))
    }

    /// A name, parsed.
    pub(crate) fn parsed<T: FromStr<Err = NameError>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, ApiError> {
        self.text(name)?
            .map(|text| text.parse().map_err(ApiError::name(&self.path(name))))
            .transpose()
    }

    /// A name that must be there, parsed.
    pub(crate) fn required<T: FromStr<Err = NameError>>(&self, name: &str) -> Result<T, ApiError> {
        self.parsed(name)?.ok_or_else(|| self.missing(name))
    }

    /// A boolean, or its text in any case.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.raw(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(other) => Err(self.wrong_type(name, "boolean", other)),
        }
    }

    /// A whole number, or its text.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        match self.raw(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(value) => value
                .as_i64()
                .or_else(|| value.as_str()?.parse().ok())
                .map(Some)
                .ok_or_else(|| self.wrong_type(name, "integer", value)),
        }
    }

    /// An object.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, ApiError> {
        match self.raw(name) {
            None => Ok(None),
            Some(Value::Object(values)) => Ok(Some(Self {
                parent: self.path(name),
                values: values.clone(),
            })),
            Some(other) => Err(self.wrong_type(name, "object", other)),
        }
    }

    /// An object that must be there.
    pub(crate) fn required_object(&self, name: &str) -> Result<Self, ApiError> {
        self.object(name)?.ok_or_else(|| self.missing(name))
    }

    /// A list of objects; none when the field was not sent.
    pub(crate) fn objects(&self, name: &str) -> Result<Option<Vec<Self>>, ApiError> {
        let items = match self.raw(name) {
            None => return Ok(None),
            Some(Value::Array(items)) => items,
            Some(other) => return Err(self.wrong_type(name, "array", other)),
        };
        let objects = items.iter().enumerate().map(|(index, item)| match item {
            Value::Object(values) => Ok(Self {
                parent: self.path(&format!("{name}.{index}")),
                values: values.clone(),
            }),
            other => Err(self.wrong_type(&format!("{name}.{index}"), "object", other)),
        });
        objects.collect::<Result<_, _>>().map(Some)
    }

    /// A list of texts, each as it was sent; empty when the field was not.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, ApiError> {
        let items = match self.raw(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(other) => return Err(self.wrong_type(name, "array", other)),
        };
        let text = |(index, item): (usize, &Value)| match item {
            Value::String(text) => {
                let text = self.without_nul(&format!("{name}.{index}"), text)?;
                Ok(text.to_owned())
            }
            other => Err(self.wrong_type(&format!("{name}.{index}"), "string", other)),
        };
        items.iter().enumerate().map(text).collect()
    }

    /// All fields as JSON text, those that are not known too.
    pub(crate) fn to_json(&self) -> String {
        Value::Object(self.values.clone()).to_string()
    }

    /// The names of all fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// A fault of a field here.
    pub(crate) fn fault(&self, name: &str, message: impl Into<String>) -> ApiError {
        ApiError::field(&self.path(name), message)
    }

    /// The fault of a field that is not here.
    pub(crate) fn missing(&self, name: &str) -> ApiError {
        self.type_issue(name, "string", "undefined", "Required".to_owned())
    }

    /// The databases differ in what they make of a NUL, and no client means one.
    fn without_nul<'a>(&self, name: &str, text: &'a str) -> Result<&'a str, ApiError> {
        if text.contains('\0') {
            return Err(self.fault(name, "contains a NUL character: leave it out"));
        }
        Ok(text)
    }

    fn wrong_type(&self, name: &str, expected: &'static str, received: &Value) -> ApiError {
        let received = match received {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let message = format!("Expected {expected}, received {received}");
        self.type_issue(name, expected, received, message)
    }

    fn type_issue(
        &self,
        name: &str,
        expected: &'static str,
        received: &'static str,
        message: String,
    ) -> ApiError {
        ApiError::Field(Issue {
            code: "invalid_type",
            expected: Some(expected),
            received: Some(received),
            path: self.path(name).split('.').map(str::to_owned).collect(),
            message,
        })
    }

    fn path(&self, name: &str) -> String {
        if self.parent.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.parent)
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Slug;

    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::from_json(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn fault<T>(result: Result<T, ApiError>) -> String {
        result
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn an_empty_text_counts_as_absent_except_where_it_means_something() {
        let body = fields(r#"{"slug":"","secretValue":"","description":""}"#);
        assert_eq!(body.text("slug").unwrap(), None);
        assert_eq!(body.exact_text("secretValue").unwrap(), Some(""));
        assert_eq!(body.clearable_text("description").unwrap(), Some(None));
        assert_eq!(body.clearable_text("comment").unwrap(), None);
    }

    #[test]
    fn booleans_and_numbers_may_be_text_in_any_case() {
        let query = Fields::from_query("recursive=True&viewSecretValue=false&version=3&x=yes");
        assert_eq!(query.flag("recursive").unwrap(), Some(true));
        assert_eq!(query.flag("viewSecretValue").unwrap(), Some(false));
        assert_eq!(query.integer("version").unwrap(), Some(3));
        assert_eq!(
            fault(query.flag("x")),
            "x: Expected boolean, received string"
        );
    }

    #[test]
    fn a_fault_is_named_by_its_whole_path() {
        let body = fields(r#"{"credentials":{"tenantId":1},"secrets":[{},{"secretKey":[]}]}"#);
        let credentials = body.required_object("credentials").unwrap();
        assert_eq!(
            fault(credentials.text("tenantId")),
            "credentials.tenantId: Expected string, received number"
        );
        let secrets = body.objects("secrets").unwrap().unwrap();
        assert_eq!(
            fault(secrets[1].text("secretKey")),
            "secrets.1.secretKey: Expected string, received array"
        );
        assert_eq!(fault(body.required::<Slug>("name")), "name: Required");
    }

    #[test]
    fn a_body_may_be_empty_but_not_a_list() {
        assert!(!fields(" \n").has("x"));
        assert_eq!(
            fault(Fields::from_json(b"[]")),
            "the body must be a JSON object"
        );
        let text = fault(Fields::from_json(b"{\"secretValue\": hunter2}"));
        assert!(
            text.contains("line 1") && !text.contains("hunter2"),
            "{text}"
        );
    }
}
