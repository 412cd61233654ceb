//! Recognises the phrases that a character can answer without its backstory.

use super::words;

/// What the user wants to know or to say.
#[derive(Debug, PartialEq, Eq)]
pub enum Intent {
    /// The user asks whether the character is a machine.
    Machine,
    /// The user asks for the character's name.
    AskName,
    /// The user tells their own name.
    TellName(String),
    /// The user asks for their own name.
    AskOwnName,
    /// The user asks what they said earlier.
    AskEarlier,
    /// The user asks what the character said last.
    AskOwnReply,
    /// The user asks how many turns the session has had.
    AskCount,
    Greeting,
    Thanks,
    Farewell,
    Other {
        question: bool,
    },
}

// The phrases are searched in the result of `words::normalised`, so they are written in lower case, and Chinese,
// Japanese and Korean characters are separated by spaces.

const MACHINE: &[&str] = &[
    "are you an ai",
    "are you ai",
    "are you an a i",
    "are you real",
    "are you a bot",
    "are you a robot",
    "are you an emulator",
    "are you a machine",
    "are you human",
    "are you a human",
    "are you chatgpt",
    "a language model",
    "bist du eine ki",
    "es tu une ia",
    "eres una ia",
];
const ASK_NAME: &[&str] = &[
    "your name",
    "who are you",
    "who you are",
    "who am i talking to",
    "who am i speaking to",
    "introduce yourself",
    "wie heißt du",
    "wie heisst du",
    "wer bist du",
    "dein name",
    "ton nom",
    "votre nom",
    "qui es tu",
    "qui êtes vous",
    "tu t'appelles",
    "vous appelez vous",
    "cómo te llamas",
    "como te llamas",
    "tu nombre",
    "quién eres",
    "come ti chiami",
    "chi sei",
    "как тебя зовут",
    "кто ты",
    "あ な た は 誰",
    "名 前",
    "你 叫 什 么",
    "你 是 谁",
    "이 름",
];
const ASK_OWN_NAME: &[&str] =
    &["my name", "who am i", "who i am", "wie heiße ich", "wie heisse ich", "mein name", "mon nom", "mi nombre"];
const ASK_EARLIER: &[&str] = &[
    "did i say",
    "did i ask",
    "did i tell",
    "did i just",
    "i said before",
    "i asked before",
    "i just said",
    "i just asked",
    "have i said",
    "have i asked",
    "have i told",
    "what i said",
    "what i asked",
    "was habe ich gesagt",
    "was habe ich gefragt",
    "i ask before",
    "i say before",
];
const ASK_OWN_REPLY: &[&str] =
    &["did you say", "did you just say", "you just said", "repeat that", "say that again", "come again"];
const ASK_COUNT: &[&str] = &["how many turns", "how many questions", "how many times have we", "how often have we"];
const GREETING: &[&str] = &[
    "hello",
    "hi",
    "hey",
    "good morning",
    "good evening",
    "good afternoon",
    "greetings",
    "hallo",
    "guten tag",
    "bonjour",
    "hola",
    "ciao",
    "привет",
    "こ ん に ち は",
    "お は よ う",
    "お は よ う ご ざ い ま す",
    "こ ん ば ん は",
    "や あ",
    "你 好",
    "안 녕",
    "안 녕 하 세 요",
    "안 녕 하 십 니 까",
    "반 갑 습 니 다",
];
const THANKS: &[&str] = &[
    "thank you",
    "thanks",
    "danke",
    "merci",
    "gracias",
    "grazie",
    "спасибо",
    "あ り が と う",
    "あ り が と う ご ざ い ま す",
    "감 사 합 니 다",
    "고 마 워",
    "谢 谢",
];
const FAREWELL: &[&str] = &[
    "goodbye",
    "good bye",
    "bye",
    "farewell",
    "see you",
    "tschüss",
    "au revoir",
    "adiós",
    "adios",
    "さ よ う な ら",
    "ま た ね",
    "안 녕 히 계 세 요",
    "안 녕 히 가 세 요",
    "잘 가",
    "再 见",
];
const TELL_NAME: &[&str] =
    &["my name is", "my name's", "i am called", "call me", "ich heiße", "je m'appelle", "me llamo"];

impl Intent {
    pub fn of(text: &str) -> Self {
        let spoken = words::normalised(text);
        let has = |phrases: &[&str]| phrases.iter().any(|phrase| spoken.contains(&format!(" {phrase} ")));
        let question = is_question(text, &spoken);
        if has(MACHINE) {
            return Self::Machine;
        }
        if !question {
            if let Some(name) = stated_name(text) {
                return Self::TellName(name);
            }
        }
        let table: [(&[&str], Self); 8] = [
            (ASK_OWN_NAME, Self::AskOwnName),
            (ASK_EARLIER, Self::AskEarlier),
            (ASK_OWN_REPLY, Self::AskOwnReply),
            (ASK_COUNT, Self::AskCount),
            (ASK_NAME, Self::AskName),
            (THANKS, Self::Thanks),
            (FAREWELL, Self::Farewell),
            (GREETING, Self::Greeting),
        ];
        // A longer text that contains a greeting, thanks or farewell is about something else.
        let short = length(&spoken) <= 4.0;
        table
            .into_iter()
            .find(|(phrases, intent)| {
                let polite = matches!(intent, Self::Thanks | Self::Farewell | Self::Greeting);
                (!polite || short) && has(phrases)
            })
            .map_or(Self::Other { question }, |(_, intent)| intent)
    }
}

/// The number of words. In scripts without spaces, three characters count as one.
fn length(spoken: &str) -> f64 {
    spoken.split_whitespace().map(|word| if word.chars().all(words::is_word_by_itself) { 1.0 / 3.0 } else { 1.0 }).sum()
}

fn is_question(text: &str, spoken: &str) -> bool {
    const OPENINGS: &str = " what who whose whom where when why how which is are was were do does did can could will \
        would should have has tell wer was wo wann warum wie qui que où quand pourquoi comment qué quién dónde cómo ";
    let first = spoken.split_whitespace().next().unwrap_or_default();
    text.trim_end().ends_with(['?', '？', '؟']) || (!first.is_empty() && OPENINGS.contains(&format!(" {first} ")))
}

/// The name after "my name is", as the user wrote it. It may have two words if the second begins with a capital.
fn stated_name(text: &str) -> Option<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let lowered: Vec<String> = tokens.iter().map(|token| bare(token).replace('’', "'").to_lowercase()).collect();
    for phrase in TELL_NAME {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let Some(start) = lowered.windows(phrase.len()).position(|window| window.iter().eq(phrase.iter())) else {
            continue;
        };
        let rest = &tokens[start + phrase.len()..];
        let first = rest.first()?;
        let mut name = bare(first).to_owned();
        // A full stop or a comma after the first word ends the name.
        if first.ends_with(char::is_alphanumeric) {
            let second = rest.get(1).map(|token| bare(token)).unwrap_or_default();
            if second.starts_with(char::is_uppercase) {
                name = format!("{name} {second}");
            }
        }
        return Some(name).filter(|name| !name.is_empty());
    }
    None
}

/// The token without punctuation around it.
fn bare(token: &str) -> &str {
    token.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intents_are_recognised_in_several_languages() {
        assert_eq!(Intent::of("What is your name ?"), Intent::AskName);
        assert_eq!(Intent::of("Wie heißt du?"), Intent::AskName);
        assert_eq!(Intent::of("お名前は何ですか？"), Intent::AskName);
        assert_eq!(Intent::of("My name is Ada."), Intent::TellName("Ada".to_owned()));
        assert_eq!(Intent::of("my name is Ada Lovelace, hello"), Intent::TellName("Ada Lovelace".to_owned()));
        assert_eq!(Intent::of("What is my name?"), Intent::AskOwnName);
        assert_eq!(Intent::of("What did I ask before?"), Intent::AskEarlier);
        assert_eq!(Intent::of("Are you an AI?"), Intent::Machine);
        for greeting in ["Hello!", "こんにちは！", "おはようございます", "안녕하세요!", "안녕", "你好"]
        {
            assert_eq!(Intent::of(greeting), Intent::Greeting, "{greeting}");
        }
        assert_eq!(Intent::of("ありがとうございます"), Intent::Thanks);
        assert_eq!(Intent::of("안녕히 가세요"), Intent::Farewell);
        assert_eq!(Intent::of("I like plum cake."), Intent::Other { question: false });
        assert_eq!(Intent::of(""), Intent::Other { question: false });
    }
}
