//! Checks an argument against a list of the service.

use super::Error;

/// A value of a list of the service, with the name that the list shows for it.
#[derive(Clone, Copy)]
pub struct KnownValue<'a> {
    pub value: &'a str,
    pub name: Option<&'a str>,
}

/// Checks that an argument is one of the values of a list. The error names the value that was probably meant.
pub fn check_known<'a>(
    argument: &str,
    given: &str,
    list: &str,
    known: &mut dyn Iterator<Item = KnownValue<'a>>,
) -> Result<(), Error> {
    // The smaller the distance, the better the guess.
    let mut best: Option<(usize, &str)> = None;
    for KnownValue { value, name } in known {
        if value == given {
            return Ok(());
        }
        let names_it = name.is_some_and(|name| name.eq_ignore_ascii_case(given));
        let worst = best.map_or(given.len() / 3 + 1, |(distance, _)| distance);
        if let Some(distance) = if names_it { Some(0) } else { distance(given, value, worst) } {
            best = Some((distance, value));
        }
    }
    let advice = match best {
        Some((_, value)) => format!("did you mean \"{value}\"?"),
        None => "take a value from the list, or leave out the list to send any value".to_owned(),
    };
    Err(Error::argument(argument, format!("`{argument}` is \"{given}\", which is not in `{list}`: {advice}")))
}

/// How many letters have to be changed, added or removed to make one text of the other, whatever their case. `None` if it
/// is `worst` or more.
fn distance(one: &str, other: &str, worst: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > 4 * worst {
        return None;
    }
    let letters: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
    // The distances between the letters of `one` so far, and each beginning of `other`.
    let mut row: Vec<usize> = (0..=letters.len()).collect();
    for letter in one.chars().flat_map(char::to_lowercase) {
        let mut diagonal = row[0];
        row[0] += 1;
        for (at, other) in letters.iter().enumerate() {
            let replaced = diagonal + usize::from(*other != letter);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
        if row.iter().all(|distance| *distance >= worst) {
            return None;
        }
    }
    row.pop().filter(|distance| *distance < worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICES: [(&str, Option<&str>); 5] = [
        ("US MALE 1", Some("US MALE 1")),
        ("US FEMALE 2", None),
        ("en-AU-Larissa", Some("Larissa")),
        ("Größe", Some("Größe")),
        ("", None),
    ];

    fn advice(given: &str) -> Option<String> {
        let mut known = VOICES.into_iter().map(|(value, name)| KnownValue { value, name });
        let error = check_known("spec.voice_type", given, "spec.known_voices", &mut known).err()?;
        assert_eq!(error.argument.as_deref(), Some("spec.voice_type"));
        error.message.split_once("`spec.known_voices`: ").map(|(_, advice)| advice.to_owned())
    }

    #[test]
    fn a_value_of_the_list_is_accepted_as_it_is_written() {
        assert_eq!(advice("US FEMALE 2"), None);
        assert_eq!(advice("Größe"), None);
    }

    #[test]
    fn the_error_names_the_nearest_value_if_one_is_near() {
        for (given, meant) in [
            ("us female 2", "US FEMALE 2"),
            ("US FEMAIL 2", "US FEMALE 2"),
            ("USMALE1", "US MALE 1"),
            ("larissa", "en-AU-Larissa"),
            ("GRÖSSE", "Größe"),
        ] {
            assert_eq!(advice(given), Some(format!("did you mean \"{meant}\"?")), "{given}");
        }
        for given in ["x", "Somebody else", &"US MALE 1".repeat(1000)] {
            assert_eq!(
                advice(given).as_deref(),
                Some("take a value from the list, or leave out the list to send any value")
            );
        }
    }
}
