from django.db import migrations

# A machine's pictures count as uploaded by the account that answers for it, as they do from now on.
OF_MACHINES = """
    UPDATE articles_image AS image SET uploaded_by_id = token.responsible_id
    FROM articles_machinedraft_pictures AS shown
    JOIN articles_machinedraft AS draft ON draft.id = shown.machinedraft_id
    JOIN articles_intaketoken AS token ON token.id = draft.token_id
    WHERE shown.image_id = image.id
"""
# The desk's own log says who added a picture there.
OF_THE_DESK = """
    UPDATE articles_image AS image SET uploaded_by_id = added.user_id
    FROM (
        SELECT DISTINCT ON (log.object_id) log.object_id, log.user_id FROM django_admin_log AS log
        JOIN django_content_type AS kind ON kind.id = log.content_type_id
        WHERE log.action_flag = 1 AND kind.app_label = 'articles' AND kind.model = 'image'
        ORDER BY log.object_id, log.action_time
    ) AS added
    WHERE added.object_id = image.id::text
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_picture_uploaders"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunSQL([OF_MACHINES, OF_THE_DESK], migrations.RunSQL.noop)]
