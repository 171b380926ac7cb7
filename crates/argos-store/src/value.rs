//! The four kinds of value that both databases know: text, whole number, real number, bytes. Each may be absent.

use argos_crypto::{BlindIndex, TokenHash};
use argos_domain::clock::Timestamp;
use argos_domain::id::{
    AdministratorId, ApplicantId, ChallengeId, EventId, ImageId, JobId, NoteId, ProjectId, SessionId, SubmissionId,
};

/// A parameter of a statement. An absent value keeps its type, which PostgreSQL wants to know.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Real(Option<f64>),
    Bytes(Option<Vec<u8>>),
}

/// The parameters `$1`, `$2`, … of a statement, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::value::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! conversions {
    ($($type:ty => $variant:ident, |$value:ident| $converted:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self { Self::$variant(Some($converted)) }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self { Self::$variant(value.map(|$value| $converted)) }
        }
    )*};
}

conversions! {
    String => Text, |value| value;
    &str => Text, |value| value.to_owned();
    &ProjectId => Text, |value| value.as_str().to_owned();
    &SubmissionId => Text, |value| value.as_str().to_owned();
    &ChallengeId => Text, |value| value.as_str().to_owned();
    &ApplicantId => Text, |value| value.as_str().to_owned();
    &AdministratorId => Text, |value| value.as_str().to_owned();
    &JobId => Text, |value| value.as_str().to_owned();
    &EventId => Text, |value| value.as_str().to_owned();
    &SessionId => Text, |value| value.as_str().to_owned();
    &NoteId => Text, |value| value.as_str().to_owned();
    &ImageId => Text, |value| value.as_str().to_owned();
    &TokenHash => Text, |value| value.to_hex();
    BlindIndex => Text, |value| value.to_hex();
    i64 => Integer, |value| value;
    u32 => Integer, |value| i64::from(value);
    u16 => Integer, |value| i64::from(value);
    u8 => Integer, |value| i64::from(value);
    Timestamp => Integer, |value| value.microseconds();
    f64 => Real, |value| value;
    Vec<u8> => Bytes, |value| value;
}
