//! How much of its plan an account has used.

use super::replies;
use crate::{
    api::{
        CallOptions, CallResult, Client, Error, PendingCall,
        json_fields::{Json, Limits},
        json_object::JsonObject,
        secrets::Secrets,
    },
    transport::HttpResponse,
};

/// The account and its plan. A field is `None` if the service did not send it.
#[derive(Default)]
pub struct Usage {
    pub user_name: Option<String>,
    pub email: Option<String>,
    pub plan_name: Option<String>,
    /// When the plan ends, in the format of the service.
    pub expires: Option<String>,
    pub metrics: Vec<UsageMetric>,
}

/// Something that the plan limits.
pub struct UsageMetric {
    pub id: Option<String>,
    pub limit: Option<f64>,
    pub used: Option<f64>,
}

/// Metrics are nested in an object, a list, an object and a list.
const LIMITS: Limits = Limits { depth: 8, items: 1024, values: 16 << 10 };

impl Client {
    pub fn usage(&self, call: &CallOptions) -> Result<PendingCall<Usage>, Error> {
        self.start_json("user/user-api-usage", JsonObject::default(), call, read_usage)
    }
}

fn read_usage(response: HttpResponse, secrets: &Secrets) -> CallResult<Usage> {
    replies::read(response, secrets, LIMITS, "it describes no usage", usage)
}

fn usage(reply: &Json<'_>) -> Option<Usage> {
    let user = reply.get(&["usage"]).unwrap_or(reply);
    let plan = reply.get(&["usage_v2"]).unwrap_or(reply);
    let text = |name: &str| user.owned(&[name]).or_else(|| plan.owned(&[name]));
    let metrics = plan.get(&["metrics"]);
    let is_usage = metrics.is_some() || user.is_object() && reply.get(&["usage", "usage_v2", "plan_name"]).is_some();
    is_usage.then(|| Usage {
        user_name: text("user_name"),
        email: text("email"),
        plan_name: text("plan_name"),
        expires: text("expiry_ts"),
        metrics: metrics.into_iter().flat_map(Json::items).flat_map(metrics_of).collect(),
    })
}

/// A metric may have several periods or pools, each with a limit of its own.
fn metrics_of(metric: &Json<'_>) -> Vec<UsageMetric> {
    let number = |json: &Json<'_>, name| json.number(&[name]);
    let of = |json: &Json<'_>| UsageMetric {
        id: metric.owned(&["id"]),
        limit: number(json, "limit"),
        used: number(json, "usage"),
    };
    match metric.get(&["usage_details"]).map(Json::items) {
        Some(details) if !details.is_empty() => details.iter().map(of).collect(),
        _ => vec![of(metric)],
    }
}
