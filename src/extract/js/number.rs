//! Numbers as JavaScript reads and writes them.

/// A text as a number; not a number if it is none.
pub(super) fn parse(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() {
        return 0.0;
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return u64::from_str_radix(digits, radix).map_or(f64::NAN, |number| number as f64);
        }
    }
    match text {
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => {
            text.parse().unwrap_or(f64::NAN)
        }
        _ => f64::NAN,
    }
}

/// `parseInt`.
pub(super) fn parse_int(text: &str, radix: Option<f64>) -> f64 {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let is_hex = digits.starts_with("0x") || digits.starts_with("0X");
    let radix = match radix.map_or(0, to_int32) {
        0 if is_hex => 16,
        0 => 10,
        radix => radix,
    };
    let Some(radix) = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix)) else { return f64::NAN };
    let digits = if radix == 16 && is_hex { &digits[2..] } else { digits };
    let read: Vec<u32> = digits.chars().map_while(|digit| digit.to_digit(radix)).collect();
    if read.is_empty() {
        return f64::NAN;
    }
    let value = read.iter().fold(0.0, |value, digit| value * f64::from(radix) + f64::from(*digit));
    if negative { -value } else { value }
}

/// `parseFloat`.
pub(super) fn parse_float(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c))).unwrap_or(text.len());
    (1..=end).rev().find_map(|end| text[..end].parse().ok()).unwrap_or(f64::NAN)
}

/// As JavaScript's bit operators take it.
pub(super) fn to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    let wrapped = number.trunc().rem_euclid(4_294_967_296.0);
    // In range by the line above.
    (wrapped as u32) as i32
}

/// As JavaScript writes it.
pub(super) fn format(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else if number.abs() < 1e15 && number.fract() == 0.0 {
        // Whole numbers are by far the most, and written sooner.
        (number as i64).to_string()
    } else if (1e-6..1e21).contains(&number.abs()) {
        format!("{number}")
    } else {
        let text = format!("{number:e}");
        if text.contains("e-") { text } else { text.replace('e', "e+") }
    }
}

/// As JavaScript writes it in another base; whole numbers only.
pub(super) fn format_radix(number: f64, radix: u32) -> Option<String> {
    if !(2..=36).contains(&radix) || number.fract() != 0.0 || number.abs() > 9_007_199_254_740_991.0 {
        return None;
    }
    let (mut rest, mut digits) = (number.abs() as u64, Vec::new());
    loop {
        digits.push(char::from_digit((rest % u64::from(radix)) as u32, radix)?);
        rest /= u64::from(radix);
        if rest == 0 {
            break;
        }
    }
    if number < 0.0 {
        digits.push('-');
    }
    Some(digits.into_iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_and_print_as_in_a_browser() {
        for (number, text) in
            [(1.0, "1"), (0.5, "0.5"), (1e21, "1e+21"), (123_456_789.0, "123456789"), (1e-7, "1e-7"), (-0.0, "0")]
        {
            assert_eq!(format(number), text);
        }
        assert_eq!((parse(" 12 "), parse("0x1F"), parse("")), (12.0, 31.0, 0.0));
        assert!(parse("12px").is_nan() && parse("inf").is_nan() && parse_int("x", None).is_nan());
        assert_eq!((parse_int("12px", None), parse_int("0x1f", None), parse_int("z", Some(36.0))), (12.0, 31.0, 35.0));
        assert_eq!((parse_float("1.5em"), parse_float("-2")), (1.5, -2.0));
        assert_eq!((to_int32(4_294_967_297.0), to_int32(-1.0), to_int32(f64::NAN)), (1, -1, 0));
        assert_eq!(format_radix(255.0, 16).as_deref(), Some("ff"));
    }
}
