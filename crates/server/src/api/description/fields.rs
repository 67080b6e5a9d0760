//! The fields that a body or a query may have. What is not listed is ignored when it is sent.

use utoipa::openapi::schema::Type;
use utoipa::openapi::{
    ArrayBuilder, KnownFormat, ObjectBuilder, RefOr, Required, Schema, SchemaFormat,
};

/// A field: its name, what it holds, what it means, and whether it has to be there.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    pub(super) schema: Schema,
    pub(super) required: Required,
}

/// Fields in the order in which they are described.
#[derive(Clone, Default)]
pub(in crate::api) struct Fields(Vec<Field>);

impl Fields {
    /// No fields yet.
    pub(in crate::api) fn new() -> Self {
        Self::default()
    }

    /// A field that has to be there.
    pub(in crate::api) fn required(
        self,
        name: &'static str,
        schema: impl Into<Schema>,
        meaning: &'static str,
    ) -> Self {
        self.with(name, schema, meaning, Required::True)
    }

    /// A field that may be left out.
    pub(in crate::api) fn optional(
        self,
        name: &'static str,
        schema: impl Into<Schema>,
        meaning: &'static str,
    ) -> Self {
        self.with(name, schema, meaning, Required::False)
    }

    /// These and those.
    pub(in crate::api) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    fn with(
        mut self,
        name: &'static str,
        schema: impl Into<Schema>,
        meaning: &'static str,
        required: Required,
    ) -> Self {
        self.0.push(Field {
            name,
            meaning,
            schema: schema.into(),
            required,
        });
        self
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Field> {
        self.0.iter()
    }

    fn into_object(self) -> ObjectBuilder {
        let mut object = ObjectBuilder::new().schema_type(Type::Object);
        for field in self.0 {
            if matches!(field.required, Required::True) {
                object = object.required(field.name);
            }
            object = object.property(field.name, described(field.schema, field.meaning));
        }
        object
    }
}

impl From<Fields> for Schema {
    fn from(fields: Fields) -> Self {
        fields.into_object().into()
    }
}

fn described(schema: Schema, meaning: &'static str) -> RefOr<Schema> {
    match schema {
        Schema::Object(mut object) => {
            object.description = Some(meaning.to_owned());
            Schema::Object(object).into()
        }
        Schema::Array(mut array) => {
            array.description = Some(meaning.to_owned());
            Schema::Array(array).into()
        }
        other => other.into(),
    }
}

/// A text.
pub(in crate::api) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// The text of an id.
pub(in crate::api) fn uuid() -> ObjectBuilder {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
}

/// True or false. In a query it is text, in any case.
pub(in crate::api) fn boolean() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
}

/// A whole number.
pub(in crate::api) fn integer() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

/// A list of such things.
pub(in crate::api) fn list(of: impl Into<Schema>) -> ArrayBuilder {
    ArrayBuilder::new().items(RefOr::T(of.into()))
}

/// Anything.
pub(super) fn anything() -> Schema {
    utoipa::openapi::schema::empty()
}

/// An object of which nothing is said.
pub(in crate::api) fn object() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object)
}
