"""Grant a company's upgrade, or end its subscription."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from lintel.companies import trial
from lintel.companies.models import Company
from lintel.core import clock
from lintel.messages.models import Message
from lintel.run import choices


class Command(BaseCommand):
    help = choices.COMMANDS["subscribe"]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("company", nargs="?", help="its name or its key")
        parser.add_argument("--lapse", action="store_true", help="end the subscription")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["company"]:
            self._who_asked()
            return
        company = _one(options["company"])
        if options["lapse"]:
            self._lapse(company)
        else:
            self._subscribe(company)

    def _who_asked(self) -> None:
        asking = list(trial.asking())
        for company in asking:
            self.stdout.write(f"{company.key}  {company.name}, asked {company.upgrade_asked_at:%F %H:%M} UTC")
        if not asking:
            self.stdout.write("No company asks for an upgrade.")

    def _subscribe(self, company: Company) -> None:
        if not company.on_trial():
            self.stdout.write(f"{company.name} is subscribed already. Nothing was changed.")
            return
        trial.subscribe(company, at=clock.now())
        held = Message.objects.of(company).held(Message.Held.TRIAL).count()
        self.stdout.write(
            f"{company.name} is subscribed: new letters leave from now on. "
            f"Held until they are sent or discarded in the office: {held}."
        )

    def _lapse(self, company: Company) -> None:
        if company.on_trial():
            self.stdout.write(f"{company.name} has no subscription. Nothing was changed.")
            return
        trial.lapse(company, at=clock.now())
        self.stdout.write(f"{company.name}'s subscription has ended: from the next letter on they are held again.")


def _one(words: str) -> Company:
    found = trial.named(words)
    if not found:
        raise CommandError(f"There is no company {words}.")
    if len(found) > 1:
        keys = ", ".join(company.key for company in found)
        raise CommandError(f"{len(found)} companies are called {words}. Give the key of one: {keys}.")
    return found[0]
