//! The mission, row by row: each module proves the sentences of one row through the public door, with real parts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod active_liveness;
mod active_liveness_person;
mod any_sequence;
mod capture_source;
mod erasure;
mod keys;
mod m01_administrators;
mod m01_sign_in;
mod m02_permissions;
mod m03_ip_control;
mod m04_mails;
mod m05_status;
mod m06_retries;
mod m07_72_hours;
mod m08_any_order;
mod m08_faces_in_memory;
mod m08_one_person;
mod m08_periods;
mod m09_codes;
mod m10_score;
mod m11_agents;
mod m11_block_list;
mod m11_new_capture_browser;
mod m12_injection;
mod m12_private_mode;
mod m12_webhooks;
mod m13_user_id;
mod m14_browser;
mod m14_dumps;
mod m14_text_encryption;
mod m15_images;
mod m16_ai;
mod policy_versions;
mod settings_api;
