//! The usage of an account.

use serde_json::{Value, json};

use super::fields::ignore_body;
use super::leniency::Leniency;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::world::World;

/// The limits of the plan. Nothing is refused beyond them.
const INTERACTIONS: u64 = 3000;
const CALLS: u64 = 10_000;

pub fn usage(world: &World, body: &RequestBody, user: &str, leniency: &mut Leniency) -> HttpResponse {
    ignore_body(body, leniency);
    let (interactions, calls) = world.registry.usage(user);
    HttpResponse::json(
        200,
        json!({
            "usage": { "user_name": "Emulator User", "email": format!("{user}@emulator.invalid") },
            "usage_v2": {
                "plan_name": "Professional",
                "expiry_ts": "2099-12-31T23:59:59",
                "metrics": [
                    metric("interactions", INTERACTIONS, interactions),
                    metric("core-api", CALLS, calls),
                    metric("provider_pool_1", 0, 0),
                    metric("pixel_streaming", 0, 0),
                ],
            },
        }),
    )
}

fn metric(id: &str, limit: u64, usage: u64) -> Value {
    json!({ "id": id, "usage_details": [{ "limit": limit, "usage": usage }] })
}
