use super::*;
use crate::transport::HttpResponse;

fn secrets() -> Secrets {
    Secrets::of_key("0123456789ab")
}

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
    HttpResponse::new(status, &headers, body.as_bytes()).expect("valid headers")
}

fn checked(response: &HttpResponse) -> Result<(), Error> {
    check(&response.head, &response.body, &Json::read(&response.body).unwrap_or_default(), &secrets())
}

fn refused(http: u16, body: &str) -> Error {
    checked(&response(http, &[], body)).unwrap_err()
}

#[test]
fn no_part_of_the_key_is_left_at_a_cut() {
    for padding in 480..=500 {
        let message = format!("{}0123456789ab, and more words behind it", "x".repeat(padding));
        let error = refused(400, &format!("{{\"ERROR\": \"{message}\"}}"));
        assert!(
            !error.message.contains("012") && !error.service_message.as_deref().unwrap().contains("012"),
            "{padding}"
        );
    }
    for padding in 1980..=2000 {
        let body = format!("<p>{}</p>no 0123456789ab", " ".repeat(padding));
        assert!(!refused(502, &body).message.contains("012"), "{padding}");
    }
}

#[test]
fn the_message_is_found_in_every_known_shape() {
    for (body, message) in [
        (r#"{"API_ERROR": "Invalid API key provided."}"#, "Invalid API key provided."),
        (r#"{"ERROR": "no", "Reference ID": "r-1"}"#, "no"),
        (r#"{"INTERNAL_ERROR": "no"}"#, "no"),
        (r#"{"charID": "x", "text": "process_failure, error: KeyError()"}"#, "process_failure, error: KeyError()"),
        (r#"{"error": "no"}"#, "no"),
        (r#"{"error": {"code": 7, "message": "no", "details": []}}"#, "no"),
        (r#"{"msg": "no"}"#, "no"),
        (r#""Forbidden""#, "Forbidden"),
        (r#"{"result": "no"}"#, "no"),
        (r#"{"status": "error", "message": "no", "transactionID": "t"}"#, "no"),
        (r#"{"detail": "no"}"#, "no"),
        (
            r#"{"detail": [{"type": "missing", "loc": ["body"], "msg": "Field required"}, {"msg": "b"}]}"#,
            "Field required; b",
        ),
        ("<html><head><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway"),
        (r#"{"API_ERROR": "Invalid API key provided.}"#, r#"{"API_ERROR": "Invalid API key provided.}"#),
    ] {
        assert_eq!(refused(500, body).service_message.as_deref(), Some(message), "{body}");
    }
    assert_eq!(refused(500, "").service_message, None);
    assert_eq!(refused(500, r#"{"ERROR": "no", "Reference ID": "r-1"}"#).reference.as_deref(), Some("r-1"));
    assert_eq!(refused(500, r#"{"message": "no", "transactionID": "t"}"#).reference.as_deref(), Some("t"));
}

#[test]
fn a_blank_message_counts_as_none() {
    for body in [r#"{"ERROR": {"message": ""}}"#, r#"{"ERROR": [" ", {"msg": "\n"}], "Reference ID": " "}"#] {
        let error = refused(500, body);
        assert_eq!(error.service_message.as_deref(), Some(body), "the body takes its place");
        assert_eq!(error.reference, None, "{body}");
    }
    assert_eq!(refused(500, "\u{a0}").service_message, None);
}

#[test]
fn a_server_cannot_make_a_message_long() {
    let long = "x".repeat(100_000);
    let reply = response(302, &[("content-type", &long), ("location", &long)], &"y".repeat(100_000));
    for error in [checked(&reply).unwrap_err(), unreadable(&reply.head, &reply.body, "it is broken", &secrets())] {
        assert!(error.message.len() < 2_500, "{} bytes", error.message.len());
    }
}

#[test]
fn the_http_status_decides_and_the_message_refines() {
    for (http, body, status) in [
        (401, "{}", Status::Authentication),
        (403, "\"Forbidden\"", Status::Authentication),
        (400, r#"{"ERROR": "API key not found"}"#, Status::Authentication),
        (400, r#"{"ERROR": "Could not fetch character details from all_characters table."}"#, Status::NotFound),
        (400, r#"{"ERROR": "INTERNAL SERVER ERROR, one or more database calls failed!"}"#, Status::NotFound),
        (400, r#"{"ERROR": "Expecting only one"}"#, Status::BadRequest),
        (404, r#"{"text": "process_failure, error: x"}"#, Status::ProcessFailure),
        (404, "<html>not here</html>", Status::NotFound),
        (408, "", Status::Timeout),
        (429, "{}", Status::RateLimited),
        (302, "", Status::Redirect),
        (503, "", Status::Server),
        (418, "", Status::Refused),
    ] {
        let error = refused(http, body);
        assert_eq!((error.status, error.http_status), (status, Some(http)), "{body}");
    }
}

#[test]
fn retry_after_is_read_as_seconds_and_as_a_date() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let wait = |headers: &[(&str, &str)]| {
        checked(&response(503, headers, "")).unwrap_err().retry_after.map(|wait| wait.as_secs())
    };
    assert_eq!(wait(&[("retry-after", "30")]), Some(30));
    assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"), ("date", date)]), Some(30));
    // The two obsolete forms of a date.
    assert_eq!(wait(&[("retry-after", "Sunday, 06-Nov-94 08:50:07 GMT"), ("date", date)]), Some(30));
    assert_eq!(wait(&[("retry-after", "Sun Nov  6 08:50:07 1994"), ("date", date)]), Some(30));
    assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), ("date", date)]), Some(0), "it is past");
    assert_eq!(wait(&[("retry-after", date)]), Some(0), "the clock of this machine");
    assert!(wait(&[("retry-after", "Tue, 01 Jan 2999 00:00:00 GMT")]) > Some(1 << 30));
    assert_eq!(wait(&[("retry-after", "soon")]), None);
    assert_eq!(wait(&[]), None);
}

#[test]
fn a_compressed_body_is_not_taken_for_a_message() {
    let reply = |body: &str, encoding: &str| response(500, &[("content-encoding", encoding)], body);
    let error = checked(&reply("\u{1f}x", "gzip")).unwrap_err();
    assert_eq!(error.service_message, None);
    assert_eq!(error.message, "HTTP 500: the service failed: try again later (its message is compressed: gzip)");
    let unreadable = |reply: HttpResponse| unreadable(&reply.head, &reply.body, "p", &secrets()).into_fields().message;
    assert!(unreadable(reply("\u{1f}x", "gzip")).contains("it is compressed (gzip)"));
    // The header says gzip, but the body is plain.
    assert_eq!(checked(&reply(r#"{"ERROR": "no"}"#, "gzip")).unwrap_err().service_message.as_deref(), Some("no"));
    assert!(unreadable(reply("{}", "gzip")).contains(" p; check that the base URL"));
    assert_eq!(checked(&reply("words", "identity")).unwrap_err().service_message.as_deref(), Some("words"));
}

#[test]
fn a_2xx_status_without_an_error_field_is_a_success() {
    for body in [r#"{"STATUS": "SUCCESS"}"#, r#"{"status": "success"}"#, "", "not json", r#"{"result": "done"}"#] {
        assert!(checked(&response(200, &[], body)).is_ok(), "{body}");
    }
    assert_eq!(refused(200, r#"{"ERROR": "no"}"#).status, Status::Refused);
}
