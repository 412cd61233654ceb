//! Many requests in flight, with a thread for each and one `reqwest::blocking` client:
//!
//!     flight_reqwest COUNT BASE_URL

use reqwest::blocking::Client;
use std::{env, thread};

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let count: usize = arguments[1].parse().expect("a number");
    let url = format!("{}/character/getResponse", arguments[2]);
    let client = Client::new();
    let turn = || {
        let body = "charID=0e8c5a3a-1d2f-11f0-9c3b-42010a7be001&sessionID=-1&voiceResponse=False&userText=Hello";
        let reply = client.post(&url).header("CONVAI-API-KEY", "0123456789abcdef0123456789abcdef").body(body).send();
        assert!(reply.expect("a reply").bytes().is_ok());
    };
    thread::scope(|scope| (0..count).for_each(|_| drop(scope.spawn(turn))));
    println!("{{}}");
}
