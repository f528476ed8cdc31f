//! What a page says of itself where its author says nothing: its first paragraph.

use crate::parse::Section;
use crate::parse::tags::{self, Piece, decoded};
use crate::source::Span;

/// Search engines show about as much, in characters.
const MAX_CHARS: usize = 160;

/// The first paragraph that says something, as plain text; a long one is cut between words.
pub fn summary(sections: &[Section]) -> Option<String> {
    let paragraphs = sections.iter().flat_map(|section| section.prose.split("<p>").skip(1));
    let texts = paragraphs.map(|rest| rest.split("</p>").next().unwrap_or(rest));
    // A paragraph is looked at no further than is shown of it.
    let texts = texts.map(|html| words(&html[..Span::new(0, MAX_CHARS * 20).within(html).end]));
    texts.filter(|text| text.chars().any(char::is_alphanumeric)).map(|text| shortened(&text)).next()
}

fn words(html: &str) -> String {
    let mut text = String::new();
    for piece in tags::pieces(html) {
        match piece {
            Piece::Text(part) => text.push_str(&decoded(part)),
            Piece::Open { name, .. } if name == "br" => text.push(' '),
            _ => {}
        }
    }
    text.retain(|c| !c.is_control() || c.is_whitespace());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MAX_CHARS) else { return text.to_string() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
}
