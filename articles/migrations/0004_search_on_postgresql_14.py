"""The search column for every PostgreSQL from 14 on, whatever the locale of its database.

Up to PostgreSQL 16 there is no collation that every server has and that knows letters beyond ASCII, and `lower()` of a
database with the locale C knows ASCII only. So two functions of our own hold what the search needs to know of Unicode:
which capital has which small letter, and what is punctuation or a space. Both are as `pg_c_utf8` of PostgreSQL 18 has
them (Unicode 16).

A database of the time before this migration has the column already, with another expression. Its index is built again.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models

# First-last/step:distance. The numbers of capitals, hexadecimal; how far the small letter is from its capital.
CAPITALS = """
c0-d6:+32 d8-de:+32 100-12e/2:+1 130:-199 132-136/2:+1 139-147/2:+1 14a-176/2:+1 178:-121 179-17d/2:+1 181:+210
182-184/2:+1 186:+206 187:+1 189-18a:+205 18b:+1 18e:+79 18f:+202 190:+203 191:+1 193:+205 194:+207 196:+211
197:+209 198:+1 19c:+211 19d:+213 19f:+214 1a0-1a4/2:+1 1a6:+218 1a7:+1 1a9:+218 1ac:+1 1ae:+218 1af:+1
1b1-1b2:+217 1b3-1b5/2:+1 1b7:+219 1b8:+1 1bc:+1 1c4:+2 1c5:+1 1c7:+2 1c8:+1 1ca:+2 1cb-1db/2:+1 1de-1ee/2:+1
1f1:+2 1f2-1f4/2:+1 1f6:-97 1f7:-56 1f8-21e/2:+1 220:-130 222-232/2:+1 23a:+10795 23b:+1 23d:-163 23e:+10792
241:+1 243:-195 244:+69 245:+71 246-24e/2:+1 370-372/2:+1 376:+1 37f:+116 386:+38 388-38a:+37 38c:+64 38e-38f:+63
391-3a1:+32 3a3-3ab:+32 3cf:+8 3d8-3ee/2:+1 3f4:-60 3f7:+1 3f9:-7 3fa:+1 3fd-3ff:-130 400-40f:+80 410-42f:+32
460-480/2:+1 48a-4be/2:+1 4c0:+15 4c1-4cd/2:+1 4d0-52e/2:+1 531-556:+48 10a0-10c5:+7264 10c7:+7264 10cd:+7264
13a0-13ef:+38864 13f0-13f5:+8 1c89:+1 1c90-1cba:-3008 1cbd-1cbf:-3008 1e00-1e94/2:+1 1e9e:-7615 1ea0-1efe/2:+1
1f08-1f0f:-8 1f18-1f1d:-8 1f28-1f2f:-8 1f38-1f3f:-8 1f48-1f4d:-8 1f59-1f5f/2:-8 1f68-1f6f:-8 1f88-1f8f:-8
1f98-1f9f:-8 1fa8-1faf:-8 1fb8-1fb9:-8 1fba-1fbb:-74 1fbc:-9 1fc8-1fcb:-86 1fcc:-9 1fd8-1fd9:-8 1fda-1fdb:-100
1fe8-1fe9:-8 1fea-1feb:-112 1fec:-7 1ff8-1ff9:-128 1ffa-1ffb:-126 1ffc:-9 2126:-7517 212a:-8383 212b:-8262
2132:+28 2160-216f:+16 2183:+1 24b6-24cf:+26 2c00-2c2f:+48 2c60:+1 2c62:-10743 2c63:-3814 2c64:-10727
2c67-2c6b/2:+1 2c6d:-10780 2c6e:-10749 2c6f:-10783 2c70:-10782 2c72:+1 2c75:+1 2c7e-2c7f:-10815 2c80-2ce2/2:+1
2ceb-2ced/2:+1 2cf2:+1 a640-a66c/2:+1 a680-a69a/2:+1 a722-a72e/2:+1 a732-a76e/2:+1 a779-a77b/2:+1 a77d:-35332
a77e-a786/2:+1 a78b:+1 a78d:-42280 a790-a792/2:+1 a796-a7a8/2:+1 a7aa:-42308 a7ab:-42319 a7ac:-42315 a7ad:-42305
a7ae:-42308 a7b0:-42258 a7b1:-42282 a7b2:-42261 a7b3:+928 a7b4-a7c2/2:+1 a7c4:-48 a7c5:-42307 a7c6:-35384
a7c7-a7c9/2:+1 a7cb:-42343 a7cc:+1 a7d0:+1 a7d6-a7da/2:+1 a7dc:-42561 a7f5:+1 ff21-ff3a:+32 10400-10427:+40
104b0-104d3:+40 10570-1057a:+39 1057c-1058a:+39 1058c-10592:+39 10594-10595:+39 10c80-10cb2:+64 10d50-10d65:+32
118a0-118bf:+32 16e40-16e5f:+32 1e900-1e921:+34
"""
# The numbers of first-last, hexadecimal, beyond ASCII.
PUNCTUATION = """
85 a0-a9 ab-ac ae-b1 b4 b6-b8 bb bf d7 f7 2c2-2c5 2d2-2df 2e5-2eb 2ed 2ef-2ff 375 37e 384-385 387 3f6 482 55a-55f
589-58f 5be 5c0 5c3 5c6 5f3-5f4 606-60f 61b 61d-61f 66a-66d 6d4 6de 6e9 6fd-6fe 700-70d 7f6-7f9 7fe-7ff 830-83e
85e 888 964-965 970 9f2-9f3 9fa-9fb 9fd a76 af0-af1 b70 bf3-bfa c77 c7f c84 d4f d79 df4 e3f e4f e5a-e5b f01-f17
f1a-f1f f34 f36 f38 f3a-f3d f85 fbe-fc5 fc7-fda 104a-104f 109e-109f 10fb 1360-1368 1390-1399 1400 166d-166e 1680
169b-169c 16eb-16ed 1735-1736 17d4-17d6 17d8-17db 1800-180a 1940-1945 19de-19ff 1a1e-1a1f 1aa0-1aa6 1aa8-1aad
1b4e-1b4f 1b5a-1b6a 1b74-1b7f 1bfc-1bff 1c3b-1c3f 1c7e-1c7f 1cc0-1cc7 1cd3 1fbd 1fbf-1fc1 1fcd-1fcf 1fdd-1fdf
1fed-1fef 1ffd-200a 2010-2029 202f-205f 207a-207e 208a-208e 20a0-20c0 2100-2101 2103-2106 2108-2109 2114 2116-2118
211e-2123 2125 2127 2129 212e 213a-213b 2140-2144 214a-214d 214f 218a-244a 249c-24b5 2500-2775 2794-2bff 2ce5-2cea
2cf9-2cfc 2cfe-2cff 2d70 2e00-2e2e 2e30-3004 3008-3020 3030 3036-3037 303d-303f 309b-309c 30a0 30fb 3190-3191
3196-319f 31c0-31ef 3200-321e 322a-3247 3250 3260-327f 328a-32b0 32c0-33ff 4dc0-4dff a490-a4c6 a4fe-a4ff a60d-a60f
a673 a67e a6f2-a716 a720-a721 a789-a78a a828-a82b a836-a839 a874-a877 a8ce-a8cf a8f8-a8fa a8fc a92e-a92f a95f
a9c1-a9cd a9de-a9df aa5c-aa5f aa77-aa79 aade-aadf aaf0-aaf1 ab5b ab6a-ab6b abeb fb29 fbb2-fbc2 fd3e-fd4f fdcf
fdfc-fdff fe10-fe19 fe30-fe6b ff01-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffee fffc-fffd 10100-10102 10137-1013f
10179-10189 1018c-101fc 1039f 103d0 1056f 10857 10877-10878 1091f 1093f 10a50-10a58 10a7f 10ac8 10af0-10af6
10b39-10b3f 10b99-10b9c 10d6e 10d8e-10d8f 10ead 10f55-10f59 10f86-10f89 11047-1104d 110bb-110bc 110be-110c1
11140-11143 11174-11175 111c5-111c8 111cd 111db 111dd-111df 11238-1123d 112a9 113d4-113d8 1144b-1144f 1145a-1145d
114c6 115c1-115d7 11641-11643 11660-1166c 116b9 1173c-1173f 1183b 11944-11946 119e2 11a3f-11a46 11a9a-11a9c
11a9e-11aa2 11b00-11b09 11be1 11c41-11c45 11c70-11c71 11ef7-11ef8 11f43-11f4f 11fd5-11fff 12470-12474 12ff1-12ff2
16a6e-16a6f 16af5 16b37-16b3f 16b44-16b45 16d6d-16d6f 16e97-16e9a 16fe2 1bc9c 1bc9f 1cc00-1ccef 1cd00-1ceb3
1cf50-1d164 1d16a-1d16c 1d183-1d184 1d18c-1d1a9 1d1ae-1d241 1d245 1d300-1d356 1d6c1 1d6db 1d6fb 1d715 1d735 1d74f
1d76f 1d789 1d7a9 1d7c3 1d800-1d9ff 1da37-1da3a 1da6d-1da74 1da76-1da83 1da85-1da8b 1e14f 1e2ff 1e5ff 1e95e-1e95f
1ecac 1ecb0 1ed2e 1eef0-1f0f5 1f10d-1f12f 1f14a-1f14f 1f16a-1f16f 1f18a-1fbef
"""


def pairs():
    """Every capital beyond ASCII with its small letter."""
    for run in CAPITALS.split():
        capitals, distance = run.split(":")
        capitals, _, step = capitals.partition("/")
        first, _, last = capitals.partition("-")
        for capital in range(int(first, 16), int(last or first, 16) + 1, int(step or 1)):
            yield chr(capital), chr(capital + int(distance))


def bracket_expression(ranges):
    ends = (each.partition("-") for each in ranges)
    return "[" + "".join(f"\\U{int(first, 16):08x}-\\U{int(last or first, 16):08x}" for first, _, last in ends) + "]"


capitals, small_letters = map("".join, zip(*pairs(), strict=True))
a_capital = bracket_expression(run.partition(":")[0].partition("/")[0] for run in CAPITALS.split())
# Few texts hold more than a few different capitals, and `translate` takes as long as the letters that it is given.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION articles_lowercase(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE capitals text;
BEGIN
    words := lower(words COLLATE "C");
    SELECT string_agg(DISTINCT a[1], '') INTO capitals FROM regexp_matches(words, '{a_capital}', 'g') AS a;
    RETURN translate(words, coalesce(capitals, ''), coalesce(translate(capitals, '{capitals}', '{small_letters}'), ''));
END $$;
CREATE OR REPLACE FUNCTION articles_punctuation() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '{bracket_expression(PUNCTUATION.split())}' $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_imported_files'),
    ]

    operations = [
        migrations.RunSQL('ALTER TABLE articles_article DROP COLUMN IF EXISTS search', migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, 'DROP FUNCTION articles_lowercase(text); DROP FUNCTION articles_punctuation()'),
        migrations.AddField(
            model_name='article',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.RawSQL('setweight(to_tsvector(coalesce((\'{arabic,catalan,danish,german,greek,english,spanish,basque,finnish,french,irish,hindi,hungarian,armenian,indonesian,italian,lithuanian,nepali,dutch,norwegian,portuguese,romanian,russian,serbian,swedish,tamil,turkish,yiddish}\'::regconfig[])[array_position(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[], split_part(lower(language COLLATE "C"), \'-\', 1))], \'simple\'::regconfig), regexp_replace(regexp_replace(articles_lowercase(normalize(headline, NFKC)), articles_punctuation(), \' \', \'g\'), \'([\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff])\', \' \\1 \', \'g\')), \'A\') || setweight(to_tsvector(coalesce((\'{arabic,catalan,danish,german,greek,english,spanish,basque,finnish,french,irish,hindi,hungarian,armenian,indonesian,italian,lithuanian,nepali,dutch,norwegian,portuguese,romanian,russian,serbian,swedish,tamil,turkish,yiddish}\'::regconfig[])[array_position(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[], split_part(lower(language COLLATE "C"), \'-\', 1))], \'simple\'::regconfig), regexp_replace(regexp_replace(articles_lowercase(normalize(standfirst, NFKC)), articles_punctuation(), \' \', \'g\'), \'([\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff])\', \' \\1 \', \'g\')), \'B\') || setweight(to_tsvector(coalesce((\'{arabic,catalan,danish,german,greek,english,spanish,basque,finnish,french,irish,hindi,hungarian,armenian,indonesian,italian,lithuanian,nepali,dutch,norwegian,portuguese,romanian,russian,serbian,swedish,tamil,turkish,yiddish}\'::regconfig[])[array_position(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[], split_part(lower(language COLLATE "C"), \'-\', 1))], \'simple\'::regconfig), regexp_replace(regexp_replace(articles_lowercase(normalize(left(regexp_replace(regexp_replace(body, \'</?(?:strong|em|s|sub|sup|a)\\M(?:[^>"]|"[^"]*")*>\', \'\', \'g\'), \'<(?:[^>"]|"[^"]*")*>\', \' \', \'g\'), 200000), NFKC)), articles_punctuation(), \' \', \'g\'), \'([\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff])\', \' \\1 \', \'g\')), \'D\') || array_to_tsvector(ARRAY[CASE WHEN split_part(lower(language COLLATE "C"), \'-\', 1) = ANY(\'{ar,ca,da,de,el,en,es,eu,fi,fr,ga,hi,hu,hy,id,it,lt,ne,nl,no,pt,ro,ru,sr,sv,ta,tr,yi}\'::text[]) THEN \':\' || split_part(lower(language COLLATE "C"), \'-\', 1) ELSE \':\' END])', ()), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='article_search'),
        ),
    ]
