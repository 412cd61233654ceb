//! Lenient access to the fields of a reply: a field may be missing, null, of another type, in another case or spelling,
//! or duplicated, and none of that is an error.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{borrow::Cow, cell::Cell, fmt};

/// Limits on what is kept of a reply: how deeply nested, how many items of one list or object, and how many values in
/// all. The rest is checked to be JSON and dropped, so that a hostile reply cannot take much more memory than it has
/// bytes.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub depth: usize,
    pub items: usize,
    pub values: usize,
}

impl Limits {
    /// A reply about one thing.
    pub const REPLY: Self = Self { depth: 4, items: 64, values: 4096 };

    /// An entry of a list. A voice may speak many languages.
    const ENTRY: Self = Self { depth: 4, items: usize::MAX, values: 1 << 16 };
}

/// How many values are kept of the entries of all lists in a reply: much more than an account has.
const LIST_VALUES: usize = 1 << 20;

/// A value of a reply. Text without escapes is borrowed from the reply.
#[derive(Debug, Default)]
pub(super) enum Json<'a> {
    /// Null, or a value beyond the limits.
    #[default]
    Nothing,
    /// A boolean, which no field of text takes.
    Flag(bool),
    /// A string, or a number as text.
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads a whole reply about one thing. The error is a phrase for a person; it does not quote the reply, which may
    /// hold what a player said.
    pub fn read(reply: &'a [u8]) -> Result<Self, String> {
        Self::read_within(reply, Limits::REPLY)
    }

    /// Reads a whole reply within these limits.
    pub fn read_within(reply: &'a [u8], limits: Limits) -> Result<Self, String> {
        let values_left = Cell::new(limits.values);
        read_all(reply, Seed { depth: limits.depth, items: limits.items, values_left: &values_left, lists: None })
    }

    /// Reads a whole reply that holds lists, which may be long. `entry` takes the name of a list, which is empty if it has
    /// none, and one entry of it with its index, and returns how many values it keeps of that. Returns the reply without
    /// the entries, or `None` if there are too many: a list is never cut.
    pub fn read_lists(
        reply: &'a [u8],
        entry: &dyn Fn(&str, usize, &Json<'_>) -> usize,
    ) -> Result<Option<Self>, String> {
        let Limits { depth, values, .. } = Limits::REPLY;
        let values_left = Cell::new(values);
        let lists = Lists { entry, values_left: Cell::new(LIST_VALUES) };
        let seed = Seed { depth, items: usize::MAX, values_left: &values_left, lists: Some((&lists, "")) };
        match read_all(reply, seed) {
            Err(_) if lists.values_left.get() == 0 => Ok(None),
            read => read.map(Some),
        }
    }

    /// The first of these fields that is present and not null.
    pub fn get(&self, names: &[&str]) -> Option<&Json<'a>> {
        let Json::Object(fields) = self else { return None };
        let named =
            |name: &&str| fields.iter().find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_nothing());
        names.iter().find_map(|name| named(name).map(|(_, value)| value))
    }

    pub fn text(&self, names: &[&str]) -> Option<&str> {
        self.get(names)?.as_text()
    }

    /// A text field, owned. The service writes "NULL" for an absent text.
    pub fn owned(&self, names: &[&str]) -> Option<String> {
        self.text(names).filter(|text| *text != "NULL").map(str::to_owned)
    }

    /// A list of texts, or one text as a list.
    pub fn texts(&self, names: &[&str]) -> Vec<String> {
        let items = match self.get(names) {
            Some(Json::List(items)) => items.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        items.iter().filter_map(Json::as_text).filter(|text| *text != "NULL").map(str::to_owned).collect()
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A boolean, which may be a text.
    pub fn flag(&self, names: &[&str]) -> Option<bool> {
        let Json::Object(fields) = self else { return None };
        let named = |(key, _): &&(Cow<'_, str>, _)| names.iter().any(|name| key.eq_ignore_ascii_case(name));
        match &fields.iter().find(named)?.1 {
            Json::Flag(flag) => Some(*flag),
            Json::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number, which may be a text.
    pub fn number(&self, names: &[&str]) -> Option<f64> {
        self.text(names)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The items of a list.
    pub fn items(&self) -> &[Json<'a>] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    pub fn is_object(&self) -> bool {
        matches!(self, Json::Object(_))
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Json::Nothing | Json::Flag(_))
    }
}

fn read_all<'a>(reply: &'a [u8], seed: Seed<'_>) -> Result<Json<'a>, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(reply);
    let read = seed.deserialize(&mut deserializer);
    read.and_then(|json| deserializer.end().map(|()| json))
        .map_err(|error| format!("its JSON is invalid at line {}, column {}", error.line(), error.column()))
}

/// Takes the entries of the lists in a reply.
struct Lists<'b> {
    entry: &'b dyn Fn(&str, usize, &Json<'_>) -> usize,
    /// How many more values may be kept of the entries.
    values_left: Cell<usize>,
}

impl Lists<'_> {
    fn read<'de, A: SeqAccess<'de>>(&self, name: &str, mut list: A) -> Result<(), A::Error> {
        let Limits { depth, items, values } = Limits::ENTRY;
        for index in 0.. {
            let values_left = Cell::new(values);
            let seed = Seed { depth, items, values_left: &values_left, lists: None };
            let Some(entry) = list.next_element_seed(seed)? else { break };
            let left = self.values_left.get().checked_sub((self.entry)(name, index, &entry));
            match left {
                Some(left) if left > 0 && values_left.get() > 0 => self.values_left.set(left),
                _ => return Err(self.too_much()),
            }
        }
        Ok(())
    }

    /// Ends the reading, because there is more than is kept.
    fn too_much<E: Error>(&self) -> E {
        self.values_left.set(0);
        E::custom("")
    }
}

/// Reads one value, and the values inside it down to `depth` levels.
#[derive(Clone, Copy)]
struct Seed<'b> {
    depth: usize,
    /// How many items of one list or object are kept.
    items: usize,
    /// How many more values of this reply are kept.
    values_left: &'b Cell<usize>,
    /// Takes the entries of lists, and the name of this value.
    lists: Option<(&'b Lists<'b>, &'b str)>,
}

impl Seed<'_> {
    /// The seed of the next value inside this one, unless a limit is reached.
    fn nested(self, items: usize) -> Option<Self> {
        if items >= self.items {
            return None;
        }
        let depth = self.depth.checked_sub(1)?;
        self.values_left.set(self.values_left.get().checked_sub(1)?);
        Some(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        // In decimal notation the largest numbers have over three hundred digits.
        let text = if number.abs() < 1e15 { number.to_string() } else { format!("{number:e}") };
        Ok(Json::Text(Cow::Owned(text)))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json<'de>, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        if let Some((lists, name)) = self.lists {
            return lists.read(name, list).map(|()| Json::List(items));
        }
        while let Some(seed) = self.nested(items.len()) {
            let Some(item) = list.next_element_seed(seed)? else { return Ok(Json::List(items)) };
            items.push(item);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(if self.depth == 0 { Json::Nothing } else { Json::List(items) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(seed) = self.nested(fields.len()) {
            let Some(key) = map.next_key_seed(seed)? else { return Ok(Json::Object(fields)) };
            let name = key.as_text().unwrap_or_default();
            let lists = seed.lists.map(|(lists, _)| (lists, name));
            let value = map.next_value_seed(Seed { lists, ..seed })?;
            if let Json::Text(key) = key {
                fields.push((key, value));
            }
        }
        if let Some((lists, _)) = self.lists.filter(|_| self.depth > 0) {
            return Err(lists.too_much());
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(if self.depth == 0 { Json::Nothing } else { Json::Object(fields) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_any_case_in_the_order_of_preference() {
        let json = Json::read(br#"{"CharID": null, "charid": "", "character_id": "a", "x": 1}"#).unwrap();
        assert_eq!(json.text(&["charID"]), Some(""));
        assert_eq!(json.text(&["missing", "character_id"]), Some("a"));
        assert_eq!(json.text(&["x"]), Some("1"));
        assert_eq!(json.text(&["y"]), None);
    }

    #[test]
    fn only_text_without_escapes_is_borrowed() {
        let json = Json::read(br#"["plain", "with \/ escape"]"#).unwrap();
        let Json::List(items) = &json else { panic!("{json:?}") };
        assert!(matches!(&items[0], Json::Text(Cow::Borrowed("plain"))));
        assert!(matches!(&items[1], Json::Text(Cow::Owned(text)) if text == "with / escape"));
    }

    #[test]
    fn values_beyond_the_limits_are_dropped_but_must_be_json() {
        let deep = format!("{{\"a\": {}1{}, \"text\": \"t\"}}", "[".repeat(90), "]".repeat(90));
        assert_eq!(Json::read(deep.as_bytes()).unwrap().text(&["text"]), Some("t"));
        let wide = format!("{{\"a\": [{}1], \"text\": \"t\"}}", "1,".repeat(100_000));
        assert_eq!(Json::read(wide.as_bytes()).unwrap().text(&["text"]), Some("t"));
        let huge = format!("{{\"a\": [{}1], \"text\": \"t\"}}", "[1e308,1e308],".repeat(100_000));
        let json = Json::read(huge.as_bytes()).unwrap();
        assert_eq!(json.text(&["text"]), Some("t"));
        assert!(format!("{json:?}").len() < 100_000);
        assert!(Json::read(format!("{}1", "[".repeat(100)).as_bytes()).is_err());
        assert!(Json::read("[".repeat(1 << 20).as_bytes()).is_err());
        assert!(Json::read(b"{} trailing").is_err());
    }
}
