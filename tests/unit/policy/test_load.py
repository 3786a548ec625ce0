"""Reading policy files and folders."""

from __future__ import annotations

from hashlib import sha256

import pytest

from caseward.errors import BadPolicy, NotFound
from caseward.policy.load import load_policies, load_policy, policy_files
from tests.house.tree import TOP
from tests.unit.policy.policies import MONTHLY, text


def put(folder, name, written):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")
    return path


def test_a_policy_knows_its_file_its_hash_and_its_places(tmp_path):
    path = put(tmp_path, "a.yaml", text())
    found = load_policy(path)
    assert found.file == path.as_posix()
    assert found.name == "a.yaml"
    assert found.sha256 == sha256(path.read_bytes()).hexdigest()
    assert found.positions["versions", 0, "requirements", 0] == (9, 9)
    assert found.place(("versions", 0, "requirements", 0, "every", "count")) == f"{path.as_posix()}:13:32"


def test_a_folder_is_every_policy_in_it_without_the_cases(tmp_path):
    put(tmp_path, "b.yaml", text().replace("policy: example", "policy: second"))
    put(tmp_path, "a.yaml", text())
    put(tmp_path, "deeper/c.yaml", text().replace("policy: example", "policy: third"))
    put(tmp_path, "a.cases.yaml", "not: a policy\n")
    put(tmp_path, "README.md", "no policy")
    assert [p.name for p in policy_files([tmp_path])] == ["a.yaml", "b.yaml", "c.yaml"]
    assert [p.document.policy for p in load_policies([tmp_path])] == ["example", "second", "third"]


def test_a_file_named_twice_is_read_once(tmp_path):
    path = put(tmp_path, "a.yaml", text())
    assert len(load_policies([path, tmp_path])) == 1


def test_the_faults_of_all_files_come_at_once(tmp_path):
    put(tmp_path, "a.yaml", text(MONTHLY.replace("S1", "S9")))
    put(tmp_path, "b.yaml", text(MONTHLY.replace("kind: contact", "kind: contct")))
    with pytest.raises(BadPolicy) as caught:
        load_policies([tmp_path])
    assert [f.file.rsplit("/", 1)[1] for f in caught.value.faults] == ["a.yaml", "b.yaml"]


def test_two_policies_of_one_id_are_refused(tmp_path):
    put(tmp_path, "a.yaml", text())
    put(tmp_path, "b.yaml", text())
    with pytest.raises(
        BadPolicy, match=r"b\.yaml:1:9: policy is 'example': two policies have this id; the other is .*a\.yaml"
    ):
        load_policies([tmp_path])


@pytest.mark.parametrize("name", ["nowhere.yaml", "empty", "a.yaml/inside.yaml", "\0.yaml", "x" * 300 + ".yaml"])
def test_what_is_not_there_is_not_found(tmp_path, name):
    put(tmp_path, "a.yaml", text())
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound):
        load_policies([tmp_path / name])


@pytest.mark.parametrize("path", sorted((TOP / "policies").rglob("*.yaml")), ids=lambda p: p.name)
def test_every_shipped_policy_is_sound(path):
    if path.name.endswith(".cases.yaml"):
        assert path.with_name(path.name.replace(".cases", "")).is_file(), "cases without a policy"
    else:
        assert load_policy(path).document.versions
        assert path.with_name(path.name.replace(".yaml", ".cases.yaml")).is_file(), "a policy without cases"
