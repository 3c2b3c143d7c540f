from django.db import migrations

from lintel.messages import trialgate


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_letters_keep_their_steps"), ("companies", "0002_subscriptions_lapse")]
    operations = [trialgate.hold()]
