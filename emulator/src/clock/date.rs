//! Timestamps in the service's format, without a date library.

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 1 March of the year 0 to 1 January 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

/// A time in microseconds since 1970 as the service writes it: ISO 8601 with microseconds and without a zone.
pub fn format(micros: i64) -> String {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let (year, month, day) = date(seconds.div_euclid(SECONDS_PER_DAY));
    let second = seconds.rem_euclid(SECONDS_PER_DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:06}",
        second / 3600,
        second / 60 % 60,
        second % 60,
        micros.rem_euclid(MICROS_PER_SECOND)
    )
}

/// Reads a UTC time such as `2026-01-02T03:04:05`, with up to six digits of a second, and with or without `Z`.
pub fn parse(text: &str) -> Option<i64> {
    let (date_text, time) = text.strip_suffix('Z').unwrap_or(text).split_once('T')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [year, month, day] = numbers(date_text, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    if hour > 23 || minute > 59 || second > 59 || fraction.len() > 6 {
        return None;
    }
    let days = days(year, month, day);
    // A date that does not exist, such as 30 February, is another one when it is converted back.
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || date(days) != (year, month, day) {
        return None;
    }
    let fraction = number(&format!("{fraction:0<6}"))?;
    let seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    Some(seconds * MICROS_PER_SECOND + fraction)
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let parsed: Option<Vec<i64>> = text.split(separator).map(number).collect();
    parsed?.try_into().ok()
}

/// A number of at most six digits, without a sign.
fn number(text: &str) -> Option<i64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// Converts days since 1970-01-01 into year, month and day. It counts years that begin on 1 March, so that the leap day
/// is the last day of its year.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_BEFORE_1970;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The inverse of `date`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, shifted_month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - DAYS_BEFORE_1970
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_gregorian_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(20_454), (2026, 1, 1));
        for day in 0..150_000 {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn a_time_is_read_as_it_is_written() {
        let read = |text: &str| parse(text).map(format);
        for text in ["2026-01-02T03:04:05.678901", "1970-01-01T00:00:00.000000", "2000-02-29T23:59:59.999999"] {
            assert_eq!(read(text).as_deref(), Some(text));
        }
        assert_eq!(read("2026-01-02T03:04:05Z").as_deref(), Some("2026-01-02T03:04:05.000000"));
        assert_eq!(read("2026-01-02T03:04:05.5").as_deref(), Some("2026-01-02T03:04:05.500000"));
        for wrong in [
            "",
            "now",
            "2026-01-02",
            "2026-02-29T00:00:00",
            "2026-13-01T00:00:00",
            "2026-01-00T00:00:00",
            "2026-01-02T24:00:00",
            "2026-01-02T03:04:05+01:00",
            "2026-01-02T03:04",
            "2026-01-02T03:04:05.1234567",
            "1969-12-31T00:00:00",
            "99999-01-01T00:00:00",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
