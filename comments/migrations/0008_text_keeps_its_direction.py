import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


# What is stored already is put right by the triggers. Of two comments that become the same, the second stays.
PUT_RIGHT = """
DO $$
DECLARE
    turns CONSTANT text := U&'[\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069]';
    pk bigint;
BEGIN
    FOR pk IN SELECT id FROM comments_comment WHERE name ~ turns OR message ~ turns ORDER BY id LOOP
        BEGIN
            UPDATE comments_comment SET name = name, message = message WHERE id = pk;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END LOOP;
    FOR pk IN SELECT id FROM comments_report WHERE name ~ turns OR words ~ turns ORDER BY id LOOP
        BEGIN
            UPDATE comments_report SET name = name, words = words WHERE id = pk;
        EXCEPTION WHEN unique_violation THEN
            NULL;
        END;
    END LOOP;
    UPDATE comments_objection SET words = words WHERE words ~ turns;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0007_pins_of_decisions'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='comment_text_keeps_its_direction', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.name ~ ('[' || U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069' || ']') OR NEW.message ~ ('[' || U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069' || ']'))", func="NEW.name = translate(NEW.name, U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069', ''); NEW.message = translate(NEW.message, U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069', ''); RETURN NEW;", hash='122d94d6b8d5b3f4819250c73505f01d85ae0303', operation='INSERT OR UPDATE OF "name", "message"', pgid='pgtrigger_comment_text_keeps_its_direction_1a46e', table='comments_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objection',
            trigger=pgtrigger.compiler.Trigger(name='objection_text_keeps_its_direction', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.words ~ ('[' || U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069' || ']'))", func="NEW.words = translate(NEW.words, U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069', ''); RETURN NEW;", hash='163846f49dd3305283ada175754fc109d795eab4', operation='INSERT OR UPDATE OF "words"', pgid='pgtrigger_objection_text_keeps_its_direction_4c400', table='comments_objection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='report_text_keeps_its_direction', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.name ~ ('[' || U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069' || ']') OR NEW.words ~ ('[' || U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069' || ']'))", func="NEW.name = translate(NEW.name, U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069', ''); NEW.words = translate(NEW.words, U&'\\202A\\202B\\202C\\202D\\202E\\2066\\2067\\2068\\2069', ''); RETURN NEW;", hash='d67980665c406d34f6ede89df78752e7b3afdc0c', operation='INSERT OR UPDATE OF "name", "words"', pgid='pgtrigger_report_text_keeps_its_direction_b1f00', table='comments_report', when='BEFORE')),
        ),
        migrations.RunSQL(PUT_RIGHT, migrations.RunSQL.noop),
    ]
