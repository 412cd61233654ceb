//! The messages that a model answers.

use serde_json::{Value, json};

use super::super::Prompt;
use crate::world::Session;

/// How many of the newest turns of a session the model reads.
const MAX_TURNS: usize = 20;

/// The backstory as the system prompt, the newest turns, and what the player says now.
pub fn messages(prompt: &Prompt, session: &Session) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": system(prompt, session) })];
    let mut turns: Vec<_> = session.newest_turns().take(MAX_TURNS).collect();
    turns.reverse();
    for turn in turns {
        messages.push(json!({ "role": "user", "content": turn.user }));
        messages.push(json!({ "role": "assistant", "content": turn.reply }));
    }
    messages.push(json!({ "role": "user", "content": prompt.query.text() }));
    Value::from(messages)
}

fn system(prompt: &Prompt, session: &Session) -> String {
    let character = prompt.character;
    let name = &character.name;
    let mut text = format!("You are {name}, a character in a game.\n{}\n\n", character.backstory.trim());
    text.push_str(&format!(
        "Answer the player as {name}, in one to three short sentences that are spoken aloud: no lists, no markup, no \
         description of what you do."
    ));
    if let Some(language) = character.languages.first() {
        text.push_str(&format!(" Speak the language {language}."));
    }
    if let Some(section) = character.narrative.current(session.section()) {
        text.push_str(&format!("\nYour objective now: {}", section.objective));
    }
    if !prompt.things.is_empty() {
        text.push_str(&format!("\nAround you: {}.", prompt.things.join(", ")));
    }
    if let Some(actions) = prompt.actions {
        text.push_str(&format!(
            "\nYou can act. After your answer, write one last line that begins with \"Actions:\" and names the actions \
             that you take now, separated by commas, each with the thing that it is done with, if any: or \
             \"Actions: none\". The actions that you can choose: {}.",
            actions.join(", ")
        ));
    }
    text
}
