//! When a token expires. The documents show ISO 8601 with a zone; other sources leave the zone or the fraction out, or
//! send a number. `httpdate` reads the dates of HTTP; the crates that read ISO 8601 are not among the dependencies, and
//! each is larger than these lines.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A smaller number is not a date after 1973, but a number of seconds from now.
const FIRST_DATE: f64 = 1e8;
/// A smaller number is in seconds, until the year 5138; a larger one in milliseconds, from 1973.
const FIRST_IN_MILLISECONDS: f64 = 1e11;
/// A larger number is no date before the year 5138.
const LAST_IN_MILLISECONDS: f64 = 1e14;

/// The time that a text names, in milliseconds since 1970 in UTC. `now` is where a relative time counts from.
pub fn expires_at_ms(text: &str, now: SystemTime) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return of_number(number, now);
    }
    if let Ok(date) = httpdate::parse_http_date(text) {
        return milliseconds(date);
    }
    of_iso(text.as_bytes())
}

fn of_number(number: f64, now: SystemTime) -> Option<i64> {
    if number <= 0.0 {
        return None;
    }
    if number < FIRST_DATE {
        return milliseconds(now + Duration::from_secs_f64(number));
    }
    let date = if number < FIRST_IN_MILLISECONDS { 1000.0 * number } else { number };
    (date < LAST_IN_MILLISECONDS).then_some(date.round() as i64)
}

fn milliseconds(time: SystemTime) -> Option<i64> {
    time.duration_since(UNIX_EPOCH).ok()?.as_millis().try_into().ok()
}

/// ISO 8601: a date, and perhaps a time, a fraction of the second and a zone. Without a zone it is UTC.
fn of_iso(text: &[u8]) -> Option<i64> {
    let mut rest = Rest(text);
    let (year, month, day) = (rest.digits(4)?, rest.after(b"-", 2)?, rest.after(b"-", 2)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let midnight = days_since_1970(year, month, day) * 86_400_000;
    if rest.0.is_empty() {
        return Some(midnight);
    }
    let (hour, minute) = (rest.after(b"Tt ", 2)?, rest.after(b":", 2)?);
    let second = if rest.0.starts_with(b":") { rest.after(b":", 2)? } else { 0 };
    // A leap second is the 60th.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let fraction = if rest.skip(b".,") { rest.milliseconds()? } else { 0 };
    let time = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
    Some(time - rest.zone()? * 60_000)
}

/// What is left of a text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// Skips one of these bytes.
    fn skip(&mut self, one_of: &[u8]) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if one_of.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| 10 * number + i64::from(digit - b'0')))
    }

    fn after(&mut self, one_of: &[u8], count: usize) -> Option<i64> {
        if self.skip(one_of) { self.digits(count) } else { None }
    }

    /// The digits of a fraction of a second, truncated to milliseconds.
    fn milliseconds(&mut self) -> Option<i64> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        let digit = |index: usize| digits.get(index).map_or(0, |digit| i64::from(digit - b'0'));
        (count > 0).then(|| 100 * digit(0) + 10 * digit(1) + digit(2))
    }

    /// The zone in minutes east of UTC. Nothing may follow it.
    fn zone(&mut self) -> Option<i64> {
        let zone = self.0.trim_ascii();
        if [b"".as_slice(), b"Z", b"UTC", b"GMT"].iter().any(|utc| utc.eq_ignore_ascii_case(zone)) {
            return Some(0);
        }
        let (sign, number) = zone.split_first()?;
        let sign = match sign {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let mut rest = Rest(number);
        let hours = rest.digits(2)?;
        rest.skip(b":");
        let minutes = if rest.0.is_empty() { 0 } else { rest.digits(2)? };
        (rest.0.is_empty() && hours <= 23 && minutes <= 59).then_some(sign * (60 * hours + minutes))
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts in years that begin with March, so that the leap day is the last day of a year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let before_year = 365 * year + year / 4 - year / 100 + year / 400;
    let before_month = (153 * month + 2) / 5;
    // The days from the first of March of the year 0 to 1970.
    before_year + before_month + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-10-10T12:34:56Z
    const DATE: i64 = 1_728_563_696_000;

    fn read(text: &str) -> Option<i64> {
        expires_at_ms(text, UNIX_EPOCH + Duration::from_millis(1_700_000_000_500))
    }

    #[test]
    fn iso_dates_are_read_with_and_without_a_fraction_and_a_zone() {
        for (text, expected) in [
            ("2024-10-10T12:34:56Z", DATE),
            (" 2024-10-10T12:34:56z\n", DATE),
            ("2024-10-10T12:34:56", DATE),
            ("2024-10-10 12:34:56", DATE),
            ("2024-10-10 12:34:56 UTC", DATE),
            ("2024-10-10 12:34:56 +0000", DATE),
            ("2024-10-10T12:34:56+00:00", DATE),
            ("2024-10-10T14:04:56+01:30", DATE),
            ("2024-10-10T14:04:56+0130", DATE),
            ("2024-10-10T04:34:56-08", DATE),
            ("2024-10-10T12:34:56.789Z", DATE + 789),
            ("2024-10-10T12:34:56.7", DATE + 700),
            ("2024-10-10 12:34:56.123456", DATE + 123),
            ("2024-10-10T12:34:56,789123456-00:00", DATE + 789),
            ("2024-10-10T12:34Z", DATE - 56_000),
            ("2024-10-10", DATE - (12 * 3600 + 34 * 60 + 56) * 1000),
            ("Thu, 10 Oct 2024 12:34:56 GMT", DATE),
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400_000),
            ("2038-01-19T03:14:08Z", 2_147_483_648_000),
            ("2100-03-01", 4_107_542_400_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn numbers_are_milliseconds_or_seconds_or_relative() {
        for (text, expected) in [
            ("1728563696", DATE),
            ("1728563696.5", DATE + 500),
            ("1728563696000", DATE),
            ("1.728563696e12", DATE),
            ("3600", 1_700_003_600_500),
            ("0.5", 1_700_000_001_000),
            (" 86400 ", 1_700_086_400_500),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_unknown() {
        for text in [
            "",
            " ",
            "never",
            "-1",
            "0",
            "-0.0",
            "NaN",
            "inf",
            "-inf",
            "1e300",
            "1728563696000000",
            "1e14",
            "2024-10",
            "2024-13-10",
            "2024-00-10",
            "2024-02-30",
            "2023-02-29",
            "2100-02-29",
            "2024-10-00",
            "1969-12-31",
            "24-10-10",
            "2024-1-10",
            "2024/10/10",
            "2024-10-10T",
            "2024-10-10T12",
            "2024-10-10T24:00:00Z",
            "2024-10-10T12:60:00Z",
            "2024-10-10T12:34:61Z",
            "2024-10-10T12:34:56.",
            "2024-10-10T12:34:56.Z",
            "2024-10-10T12:34:56X",
            "2024-10-10T12:34:56+",
            "2024-10-10T12:34:56+1",
            "2024-10-10T12:34:56+01:3",
            "2024-10-10T12:34:56+01:300",
            "2024-10-10T12:34:56+24:00",
            "2024-10-10T12:34:56Z later",
            "２０２４-10-10",
            "10 Oct 2024",
            "é",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
