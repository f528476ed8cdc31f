//! HTML without what our pages add to Markdown's, and without the white space that HTML does not show.
//!
//! A decoration is undone only where it is whole and as documented, so that a broken one is a difference.

use super::tokens::{Token, tokens};

/// The normal form of a piece of HTML: equal for two pieces that differ in decorations alone.
pub fn normal(html: &str) -> String {
    let mut tokens = tokens(html);
    undo(&mut tokens, heading_end, strip_heading);
    undo(&mut tokens, code_end, strip_code);
    undo(&mut tokens, table_end, strip_table);
    undo(&mut tokens, task_end, |tokens, start, end| strip_task(tokens, start, end));
    undo(&mut tokens, caption_end, strip_caption);
    tokens.iter_mut().for_each(undo_attributes);
    tokens.iter_mut().for_each(level_one_to_two);
    tokens.iter_mut().for_each(encode_urls);
    written(&joined(tokens))
}

/// Undoes a decoration wherever `end_of` finds one whole: it says how far the tokens from its first on belong to it.
fn undo(tokens: &mut Vec<Token>, end_of: fn(&[Token]) -> Option<usize>, strip: fn(&mut Vec<Token>, usize, usize)) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = end_of(&tokens[at..]) {
            strip(tokens, at, at + end);
        }
        at += 1;
    }
}

/// `<div class="heading"><h2 id="x">…</h2><a class="anchor" href="#x" aria-label="Link to …">#</a></div>`; the end is
/// the heading's.
fn heading_end(tokens: &[Token]) -> Option<usize> {
    let [div, Token::Open { name, .. }, ..] = tokens else { return None };
    let is_decorated = div.opens("div") && div.has_only(&[("class", "heading")]) && is_heading(name);
    let href = format!("#{}", tokens[1].attribute("id")?);
    let end = tokens.iter().position(|token| token.closes(name)).filter(|_| is_decorated)?;
    let [anchor, text, close, outer] = tokens.get(end + 1..end + 5)? else { return None };
    let label = anchor.attribute("aria-label").filter(|label| label.starts_with("Link to “"))?;
    let is_anchor = anchor.opens("a")
        && anchor.has_only(&[("class", "anchor"), ("href", &href), ("aria-label", label)])
        && *text == Token::Text("#".to_string());
    (is_anchor && close.closes("a") && outer.closes("div")).then_some(end)
}

fn strip_heading(tokens: &mut Vec<Token>, start: usize, end: usize) {
    tokens.drain(end + 1..end + 5);
    tokens[start + 1].remove("id");
    tokens.remove(start);
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// `<figure class="code" data-lang="x"><pre tabindex="0"><code>` with coloured spans; the end is that of `code`.
fn code_end(tokens: &[Token]) -> Option<usize> {
    let [figure, pre, code, ..] = tokens else { return None };
    let language = figure.attribute("data-lang")?;
    let opens = figure.opens("figure")
        && figure.has_only(&[("class", "code"), ("data-lang", language)])
        && pre.opens("pre")
        && pre.has_only(&[("tabindex", "0")])
        && code.opens("code")
        && code.has_only(&[]);
    let end = tokens.iter().position(|token| token.closes("code")).filter(|_| opens)?;
    let is_code = |token: &Token| matches!(token, Token::Text(_)) || token.closes("span") || is_colour(token);
    let closes = tokens.get(end + 1)?.closes("pre") && tokens.get(end + 2)?.closes("figure");
    (closes && tokens[3..end].iter().all(is_code)).then_some(end)
}

/// The classes of colours are of one or two letters; a line that stands out has a longer one.
fn is_colour(token: &Token) -> bool {
    let class = token.attribute("class").unwrap_or_default();
    token.opens("span") && token.has_only(&[("class", class)]) && (1..=2).contains(&class.len())
}

fn strip_code(tokens: &mut Vec<Token>, start: usize, end: usize) {
    let language = tokens[start].remove("data-lang").filter(|language| !language.is_empty());
    if let Some(language) = language {
        tokens[start + 2].set("class", format!("language-{language}"));
    }
    tokens.remove(end + 2);
    let code: Vec<_> = tokens.drain(start + 3..end).filter(|token| matches!(token, Token::Text(_))).collect();
    tokens.splice(start + 3..start + 3, code);
    tokens[start + 1].remove("tabindex");
    tokens.remove(start);
}

/// `<div class="table" tabindex="0" role="group" aria-label="Table"><table>`; the end is that of `div`.
fn table_end(tokens: &[Token]) -> Option<usize> {
    let [div, table, ..] = tokens else { return None };
    let decoration = [("class", "table"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Table")];
    let opens = div.opens("div") && div.has_only(&decoration) && table.opens("table");
    let close = tokens.iter().position(|token| token.closes("table")).filter(|_| opens)?;
    let end = close + 1 + tokens[close + 1..].iter().take_while(|token| is_blank(token)).count();
    tokens.get(end)?.closes("div").then_some(end)
}

fn strip_table(tokens: &mut Vec<Token>, start: usize, end: usize) {
    tokens.remove(end);
    tokens.remove(start);
}

/// `<li class="task"><input type="checkbox" disabled aria-label="Not done">`; the end is that of the box.
fn task_end(tokens: &[Token]) -> Option<usize> {
    let end = 1 + tokens[1..].iter().take_while(|token| is_blank(token) || token.opens("p")).count();
    let (item, input) = (&tokens[0], tokens.get(end)?);
    let label = if input.attribute("checked").is_some() { "Done" } else { "Not done" };
    let is_task = item.opens("li") && item.has_only(&[("class", "task")]) && input.opens("input");
    (is_task && input.attribute("aria-label") == Some(label)).then_some(end)
}

fn strip_task(tokens: &mut [Token], start: usize, end: usize) {
    tokens[start].remove("class");
    tokens[end].remove("aria-label");
}

/// `<figure class="image"><img …><figcaption>Title</figcaption></figure>`, of an image with a title that is its
/// paragraph; the end is that of `figure`.
fn caption_end(tokens: &[Token]) -> Option<usize> {
    let [figure, image, caption, Token::Text(_), close, end, ..] = tokens else { return None };
    let opens = figure.opens("figure") && figure.has_only(&[("class", "image")]) && image.opens("img");
    let is_whole = opens && image.attribute("title").is_none() && caption.opens("figcaption") && caption.has_only(&[]);
    (is_whole && close.closes("figcaption") && end.closes("figure")).then_some(5)
}

fn strip_caption(tokens: &mut Vec<Token>, start: usize, end: usize) {
    if let Token::Text(title) = tokens[start + 3].clone() {
        tokens[start + 1].set("title", title);
    }
    tokens[end] = Token::Close("p".to_string());
    tokens.drain(start + 2..end);
    tokens[start] = Token::Open { name: "p".to_string(), attributes: Default::default() };
}

fn is_blank(token: &Token) -> bool {
    matches!(token, Token::Text(text) if text.trim().is_empty())
}

/// Cells say by a class how they are aligned; images are loaded late.
fn undo_attributes(token: &mut Token) {
    if token.opens("th") && token.attribute("scope") == Some("col") {
        token.remove("scope");
    }
    let align = token.attribute("class").and_then(|class| class.strip_prefix("align-")).map(str::to_string);
    if let (true, Some(align)) = (token.opens("th") || token.opens("td"), align) {
        token.remove("class");
        token.set("align", align);
    }
    let is_late = token.attribute("loading") == Some("lazy") && token.attribute("decoding") == Some("async");
    // Ours on each link out of the site.
    if token.opens("a") && token.attribute("rel") == Some("noopener") {
        token.remove("rel");
    }
    if token.opens("img") && is_late {
        token.remove("loading");
        token.remove("decoding");
    }
}

/// A page's title is its one `h1`: below it, the first level is shown as the second.
fn level_one_to_two(token: &mut Token) {
    match token {
        Token::Open { name, .. } | Token::Close(name) if name == "h1" => *name = "h2".to_string(),
        _ => {}
    }
}

/// Percent-encodes as the reference does what Markdown's links hold; raw HTML's it leaves as they are.
fn encode_urls(token: &mut Token) {
    let Token::Open { attributes, .. } = token else { return };
    for (_, url) in attributes.iter_mut().filter(|(name, _)| matches!(name.as_str(), "href" | "src")) {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+!*'(),%#@?=;:/&$~".contains(&byte);
        let encode = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        *url = url.bytes().map(encode).collect();
    }
}

/// Two texts that a token stood between are one.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::new();
    for token in tokens {
        match (joined.last_mut(), token) {
            (Some(Token::Text(text)), Token::Text(more)) => text.push_str(&more),
            (_, token) => joined.push(token),
        }
    }
    joined
}

const BLOCKS: &str = " article aside blockquote body button canvas caption col colgroup dd div dl dt embed fieldset \
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li map object ol output p pre progress \
    script section style table tbody td textarea tfoot th thead tr ul video ";

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&format!(" {name} "))
}

/// Tokens as text, white space as the specification's own comparison has it: runs are one space, none stands at the
/// edges of blocks, and that of `pre` stays.
fn written(tokens: &[Token]) -> String {
    let mut html = String::new();
    let mut in_pre = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) if in_pre => html.push_str(&format!("{text:?}")),
            Token::Text(text) => html.push_str(&shown(text, at.checked_sub(1).map(|before| &tokens[before]))),
            Token::Open { name, .. } | Token::Close(name) => {
                in_pre = if name == "pre" { matches!(token, Token::Open { .. }) } else { in_pre };
                let end = if is_block(name) { html.trim_end().len() } else { html.len() };
                html.truncate(end);
                html.push_str(&tag(token));
            }
            Token::Comment(text) => html.push_str(&format!("<!--{text}-->")),
            Token::Doctype => html.push_str("<!>"),
        }
    }
    html
}

fn shown(text: &str, before: Option<&Token>) -> String {
    let text = match before {
        Some(Token::Open { name, .. }) if name == "br" => text.trim_start_matches('\n'),
        Some(Token::Open { name, .. }) if is_block(name) => text.trim_start(),
        Some(Token::Close(name)) if is_block(name) => text.trim(),
        _ => text,
    };
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            ' ' | '\n' | '\t' | '\r' if shown.ends_with(' ') => {}
            ' ' | '\n' | '\t' | '\r' => shown.push(' '),
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            c => shown.push(c),
        }
    }
    shown
}

fn tag(token: &Token) -> String {
    match token {
        Token::Open { name, attributes } => {
            let attributes: String = attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
            format!("<{name}{attributes}>")
        }
        Token::Close(name) => format!("</{name}>"),
        _ => String::new(),
    }
}
