"""The letters of a trust's own wordings, as they are planned from the records."""

from __future__ import annotations

from pathlib import Path

from rota.domain.codes import Decision
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.trust import SiteDetails
from rota.services.batch_making import plan_batch, save_batches, typeset_batch
from rota.services.deciding import decide
from tests.small_hospital import NOW, open_copy

BODY = """# {{child ? Your child's : Your}} appointment
> Dear {{name}}
We wrote this ourselves to {{hospital}}.
[[appointments]]
[[sign_off]]
"""


def test_a_letter_is_written_and_recorded_by_the_wording_in_use(tmp_path: Path) -> None:
    """The program's own first; the trust's once it is approved; the site's details all along."""
    tools, storage = open_copy(tmp_path, 1)
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor")
    rules, state = tools.rules.letters, WordingState.APPROVED
    (before,) = plan_batch(storage, rules, NOW).letters
    assert before.template.startswith("postponed en-GB letter 0 ")
    place = WordingKind.POSTPONED, "en-GB", WordingForm.LETTER
    with storage.write("wording approve") as work:
        work.wordings.add(Wording(None, *place, 1, BODY, state, "A", NOW, "A", NOW))
        work.trust.put_site(SiteDetails(before.content.appointments[0].where, "Our own name"))
    plan = plan_batch(storage, rules, NOW)
    (after,) = plan.letters
    assert after.template == "postponed en-GB letter 1"
    words = "".join(run.text for block in after.content.before_table for run in block.runs)
    assert words == "We wrote this ourselves to Our own name."
    assert after.content.appointments[0].where == after.content.trust_name == "Our own name"
    save_batches(storage, typeset_batch(plan, tools.typesetter()), NOW)
    with storage.read() as work:
        assert work.wordings.templates_used() == {"postponed en-GB letter 1"}
    storage.close()
