//! The JSON API, version 1: a public contract.

pub(crate) mod v1;
