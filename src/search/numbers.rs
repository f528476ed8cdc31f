//! Numbers in 93 characters that stand in JSON as they are.

/// Appends a number: a digit below 47 ends it, another adds to it and leaves the rest to the next.
pub fn push_number(text: &mut String, mut number: u32) {
    while number >= 47 {
        number -= 47;
        text.push(digit(47 + number % 46));
        number /= 46;
    }
    text.push(digit(number));
}

/// The numbers of a text; what is no digit counts nothing.
pub fn numbers(text: &str) -> Vec<u32> {
    let mut found = Vec::with_capacity(text.len());
    let (mut value, mut scale) = (0_u32, 1_u32);
    for byte in text.bytes() {
        let digit = u32::from(byte).saturating_sub(32 + u32::from(byte > b'"') + u32::from(byte > b'\\'));
        if digit < 47 {
            found.push(value.wrapping_add(digit.wrapping_mul(scale)));
            (value, scale) = (0, 1);
        } else {
            // The base is 46, and each such digit stands for 47 more than it says.
            value = value.wrapping_add(digit.wrapping_mul(scale));
            scale = scale.wrapping_mul(46);
        }
    }
    found
}

/// The 93 characters are those from space to `~` without `"` and `\`.
fn digit(value: u32) -> char {
    let code = value + 32;
    let code = if code >= u32::from(b'"') { code + 1 } else { code };
    let code = if code >= u32::from(b'\\') { code + 1 } else { code };
    char::from_u32(code).expect("93 digits end at ~")
}

/// How many tokens a norm stands for: the closed form of tantivy's table.
pub fn length_of_norm(norm: u8) -> u32 {
    let norm = u32::from(norm);
    let Some(above) = norm.checked_sub(24) else { return norm };
    let (mantissa, power) = (above & 7, above >> 3);
    24 + if power == 0 { mantissa } else { (mantissa | 8) << (power - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_back_and_stands_in_json_as_it_is() {
        let written: Vec<u32> = (0..5_000).chain((13..31).flat_map(|bit| [(1 << bit) - 1, 1 << bit])).collect();
        let mut text = String::new();
        written.iter().for_each(|number| push_number(&mut text, *number));
        assert_eq!(numbers(&text), written);
        assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\'));
    }
}
