"""WordPress exports made up for a test."""

SPACES = 'xmlns:excerpt="{0}excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="{0}"'
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" {spaces}>
<channel><title>Harbour Paper</title><link>{site}</link>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>{site}</wp:base_blog_url>
<wp:author><wp:author_id>7</wp:author_id><wp:author_login>mira</wp:author_login>
<wp:author_display_name><![CDATA[Mira Holt]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>harbour</wp:category_nicename><wp:cat_name><![CDATA[Harbour]]></wp:cat_name>
</wp:category>
<wp:tag><wp:tag_slug>ferries</wp:tag_slug><wp:tag_name><![CDATA[Ferries]]></wp:tag_name></wp:tag>
"""


def wxr(*items, version="1.2", scheme="http", site="https://harbour.example"):
    spaces = SPACES.format(f"{scheme}://wordpress.org/export/{version}/")
    return HEAD.format(spaces=spaces, version=version, site=site) + "\n".join(items) + "\n</channel></rss>\n"


def meta(**values):
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in values.items()
    )


def post(number, body="<!-- wp:paragraph -->\n<p>Words.</p>\n<!-- /wp:paragraph -->", inside="", **what_matters):
    facts = {
        "title": f"Post {number}",
        "link": f"https://harbour.example/2024/05/post-{number}/",
        "guid": f"https://harbour.example/?p={number}",
        "wp:post_id": number,
        "wp:post_date": "2024-05-14 08:30:00",
        "wp:post_date_gmt": "2024-05-14 06:30:00",
        "wp:post_name": f"post-{number}",
        "wp:status": "publish",
        "wp:post_type": "post",
        "wp:comment_status": "open",
        "dc:creator": "mira",
    } | {name.replace("wp_", "wp:", 1): value for name, value in what_matters.items()}
    elements = "".join(f"<{name}><![CDATA[{value}]]></{name}>\n" for name, value in facts.items() if value is not None)
    return f"<item>{elements}<content:encoded><![CDATA[{body}]]></content:encoded>\n{inside}</item>"


def comment(number, message="Well said, and worth repeating.", parent=0, inside="", **what_matters):
    facts = {
        "wp:comment_id": number,
        "wp:comment_author": f"Reader {number}",
        "wp:comment_author_email": f"reader{number}@example.org",
        "wp:comment_author_IP": "192.0.2.7",
        "wp:comment_date_gmt": "2024-05-15 10:00:00",
        "wp:comment_content": message,
        "wp:comment_approved": "1",
        "wp:comment_type": "",
        "wp:comment_parent": parent,
        "wp:comment_user_id": 0,
    } | {name.replace("wp_", "wp:", 1): value for name, value in what_matters.items()}
    elements = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in facts.items())
    return f"\n<wp:comment>{elements}{inside}</wp:comment>"


def stars(key, value):
    return f"<wp:commentmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:commentmeta>"
