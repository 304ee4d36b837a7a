//! Strict JSON: an object with a duplicate key is ambiguous and is rejected.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::web::error::AppError;
use vsm::json_limits;

/// Parses a body as JSON and ignores its media type, because `curl --data` sends a wrong one.
pub(crate) fn read(body: &[u8]) -> Result<Value, AppError> {
    // Checked before parsing, which takes many times the size in memory.
    json_limits::check(body).map_err(|error| AppError::not_understood("not_json", error.message))?;
    let document = serde_json::from_slice::<Strict>(body);
    let invalid = |cause: serde_json::Error| AppError::not_understood("not_json", format!("Invalid JSON: {cause}."));
    document.map(|strict| strict.0).map_err(invalid)
}

/// Parses the body of a request; `expected` is its form for the error message.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8], code: &'static str, expected: &str) -> Result<T, AppError> {
    serde_json::from_value(read(body)?)
        .map_err(|cause| AppError::not_understood(code, format!("Invalid request body. Expected {expected}: {cause}.")))
}

/// The body of a response.
pub(crate) fn write(value: &impl Serialize) -> Result<Bytes, AppError> {
    serde_json::to_vec(value).map(Bytes::from).map_err(|cause| AppError::internal("writing JSON", &cause))
}

/// A JSON value whose objects have no duplicate keys.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Strict)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Strict(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((key, Strict(value))) = object.next_entry::<String, Strict>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format!("duplicate key {key:?}")));
            }
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(body: &[u8]) -> String {
        match read(body) {
            Err(AppError::Unrecognized(why)) => why.message,
            other => panic!("understood: {other:?}"),
        }
    }

    #[test]
    fn valid_json_is_parsed_like_serde_json() {
        let text = r#" {"a": [1, -2, 0.5, 1e3, true, null, "ü\n"], "b": {"c": {}}} "#;
        assert_eq!(read(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn duplicate_keys_and_malformed_json_are_rejected() {
        assert!(sentence(br#"{"a": 1, "b": {"a": 1, "a": 2}}"#).contains("duplicate key \"a\""));
        assert!(sentence("[".repeat(100_000).as_bytes()).contains("recursion limit"));
        for bad in [&b"NaN"[..], b"1e999", b"{\"a\": \"\xff\"}", b"", b"{} {}", b"{'a': 1}", b"{\"a\": Infinity}"] {
            sentence(bad);
        }
    }
}
