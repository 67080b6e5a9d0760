//! The tables as `SeaORM` sees them: columns and their database types, nothing else.
//!
//! Entities stay inside this crate. Repositories turn a `Model` into their own row type, in which
//! every text is parsed.

pub(crate) mod audit;
pub(crate) mod connections;
pub(crate) mod people;
pub(crate) mod projects;
pub(crate) mod syncs;

/// One table as a `SeaORM` entity, in a module of its own. `#[sea_orm(primary_key)]` marks its key.
/// A model never shows its columns in debug output, because some hold hashes and sealed values.
macro_rules! table {
    ($module:ident, $table:literal, { $($(#[$meta:meta])* $column:ident: $type:ty,)+ }) => {
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(crate) struct Model {
                $($(#[$meta])* pub(crate) $column: $type,)+
            }

            impl std::fmt::Debug for Model {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!("a row of ", $table))
                }
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

/// A foreign key that repositories join along: the column of one table, the table whose `id` it holds.
macro_rules! belongs_to {
    ($from:ident :: $column:ident => $to:ident) => {
        impl sea_orm::Related<$to::Entity> for $from::Entity {
            fn to() -> sea_orm::RelationDef {
                <$from::Entity as sea_orm::EntityTrait>::belongs_to($to::Entity)
                    .from($from::Column::$column)
                    .to($to::Column::Id)
                    .into()
            }
        }
    };
}

pub(crate) use {belongs_to, table};
