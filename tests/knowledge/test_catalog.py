"""The snapshot loads, says where each price comes from, agrees with independent prices, and fails in one clear sentence."""

import hashlib
import math
import shutil

import numpy as np
import pandas as pd
import pytest

from kaolib.errors import InputError, SnapshotError
from kaolib.knowledge import _snapshot, catalog
from kaolib.knowledge._schema import COMMITMENTS, TABLES, problems

CACHES = (
    _snapshot.folder,
    _snapshot.manifest,
    _snapshot.frame,
    catalog._location_names,
    catalog._type_names,
    catalog._system_names,
)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A snapshot of our own to break."""
    target = tmp_path / "snapshot"
    shutil.copytree(_snapshot.folder(), target)
    monkeypatch.setenv("KAO_SNAPSHOT", str(target))
    for cached in CACHES:
        cached.cache_clear()
    yield target
    monkeypatch.undo()
    for cached in CACHES:
        cached.cache_clear()


def _resign(folder, name):
    """Record the changed file's sha256, so that only its contents are wrong."""
    manifest = folder / "manifest.toml"
    file = TABLES[name].file
    old = _snapshot.manifest()["tables"][name]["sha256"]
    new = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text("utf-8").replace(old, new), "utf-8")
    _snapshot.manifest.cache_clear()


class TestContents:
    def test_sizes_that_the_workbook_promises(self):
        assert len(catalog.instance_types()) >= 1395
        assert len(catalog.locations()) == 104
        assert len(catalog.operating_systems()) == 17
        assert set(catalog.on_demand()["location"]) == set(catalog.locations()["location"])
        assert set(catalog.on_demand()["operating_system"]) == set(catalog.operating_systems()["operating_system"])
        assert set(catalog.on_demand()["instance_type"]) <= set(catalog.instance_types()["instance_type"])
        assert catalog.spot()["date"].nunique() == 8

    @pytest.mark.parametrize("name", TABLES)
    def test_every_table_holds_what_its_description_says(self, name):
        assert problems(TABLES[name], _snapshot.read(name), keys=True) == []
        assert _snapshot.read(name).num_rows == _snapshot.manifest()["tables"][name]["rows"]

    def test_the_whole_snapshot_stays_small(self):
        assert sum((_snapshot.folder() / spec.file).stat().st_size for spec in TABLES.values()) < 15_000_000

    def test_categories_sort_like_names(self):
        for column in ("location", "operating_system", "instance_type"):
            names = catalog.on_demand()[column].cat.categories
            assert list(names) == sorted(names)

    def test_valid_cores_include_the_default(self):
        types = catalog.instance_types().query("valid_cores != ''")
        assert len(types) > 1000
        for cores, default in zip(types["valid_cores"], types["default_cores"], strict=True):
            assert str(int(default)) in cores.split(",")

    def test_vcpus_are_cores_times_threads(self):
        types = catalog.instance_types().dropna(subset=["default_cores"])
        made = types["default_cores"] * types["threads_per_core"]
        odd = set(types.loc[made != types["vcpu"], "family"])
        assert odd == set(), odd

    def test_zones_belong_to_a_region_of_the_table(self):
        places = catalog.locations().set_index("location")
        assert set(places["parent_region"]) <= set(places.index[places["kind"] == "Region"])
        regions = places[places["kind"] == "Region"]
        assert (regions.index == regions["parent_region"]).all()

    def test_every_location_has_a_korean_name(self):
        names = catalog.locations()["name_ko"]
        assert names.str.contains("[가-힣]").all()
        assert names.is_unique

    def test_a_host_has_one_price_per_family_and_place(self):
        assert not catalog.dedicated_hosts().duplicated(["location", "family"]).any()
        here = catalog.dedicated_hosts("ap-northeast-2")
        assert here.columns.tolist() == [
            "location", "family", "usd_per_hour", "reserved_1y_all_upfront", "reserved_3y_all_upfront",
        ]  # fmt: skip
        assert set(here["location"]) == {"ap-northeast-2"}

    def test_hosts_and_credits_name_types_of_the_catalogue(self):
        types = catalog.instance_types().set_index("instance_type")["family"]
        held = catalog.host_capacities()
        assert (held["instance_type"].map(types) == held["family"]).all()
        assert set(catalog.burstable()["instance_type"]) <= set(types.index)
        assert set(catalog.host_hardware()["family"]) <= set(types)


class TestCommitments:
    def test_long_form_is_the_wide_one(self):
        wide = catalog.commitment_rates()
        some = wide[wide["location"] == "ap-northeast-2"]
        long = catalog.commitments(location="ap-northeast-2")
        assert len(long) == some[list(COMMITMENTS)].notna().sum().sum()

    def test_effective_rate_is_upfront_over_the_term_plus_hourly(self):
        rates = catalog.commitments(location="ap-northeast-2")
        hours = rates["term_years"] * 8760
        again = rates["upfront_usd"] / hours + rates["usd_per_hour"]
        # The upfront payment is in cents: half a cent over the term.
        assert ((again - rates["effective_usd_per_hour"]).abs() <= 0.005 / hours + 1e-12).all()

    def test_listed_all_upfront_is_in_whole_dollars(self):
        rates = catalog.commitments(operating_system="linux").query("rule == 'listed' and payment == 'all_upfront'")
        assert len(rates) > 10_000
        assert np.allclose(rates["upfront_usd"], rates["upfront_usd"].round(), atol=1e-6)

    def test_every_plan_rate_says_that_it_is_derived(self):
        rates = catalog.commitments(location="us-east-1")
        assert rates.loc[rates["offering"].isin(["ec2_instance_sp", "compute_sp"]), "derived"].all()
        assert (rates["derived"] == (rates["rule"] != "listed")).all()

    def test_suse_is_never_derived(self):
        assert not catalog.commitments(operating_system="suse")["derived"].any()

    def test_a_bring_your_own_licence_rate_is_not_taken_for_a_licensed_one(self):
        wide = catalog.commitment_rates()
        linux = wide[wide["operating_system"] == "linux"]
        windows = wide[wide["operating_system"] == "windows"]
        both = windows.merge(linux, on=["location", "instance_type"], suffixes=("", "_linux"))
        prices = catalog.on_demand()
        for system, suffix in (("windows", ""), ("linux", "_linux")):
            own = prices[prices["operating_system"] == system][["location", "instance_type", "usd_per_hour"]]
            both = both.merge(own.rename(columns={"usd_per_hour": f"od{suffix}"}), on=["location", "instance_type"])
        dearer = both[both["od"] > both["od_linux"]]
        assert len(dearer) > 5000
        for term in (1, 3):
            option = f"ri_standard_{term}y_all_upfront"
            assert not (dearer[option] == dearer[f"{option}_linux"]).any()

    def test_upfront_payment_never_raises_the_rate(self):
        rates = catalog.commitment_rates()
        for offering in ("ri_standard", "ri_convertible", "ec2_instance_sp", "compute_sp"):
            for term in (1, 3):
                none, partial, whole = (
                    rates[f"{offering}_{term}y_{p}"] for p in ("no_upfront", "partial_upfront", "all_upfront")
                )
                assert (partial <= none + 1e-9)[none.notna()].all()
                share = (whole <= partial + 1e-9)[partial.notna()].mean()
                assert share > 0.99, (offering, term, share)


class TestAgainstIndependentPrices:
    """The check table holds prices that no other table was made from."""

    def _compare(self, source, record_property):
        theirs = catalog.table("checks").query("source == @source and option == 'on_demand'")
        ours = catalog.on_demand(location="us-east-1", operating_system="linux")
        both = theirs.merge(ours, on="instance_type", suffixes=("_theirs", ""))
        both["agree"] = np.isclose(both["usd_per_hour"], both["usd_per_hour_theirs"], rtol=0, atol=1e-5)
        said = f"{both['agree'].sum()} of {len(both)} us-east-1 On-Demand prices agree with {source}"
        record_property("agree", said)
        print(said)
        assert len(both) > 1200
        return both

    def test_on_demand_against_awss_page(self, record_property):
        assert self._compare("AWS price page", record_property)["agree"].all()

    def test_on_demand_against_karpenter(self, record_property):
        """Karpenter lists some bare-metal types at the Dedicated Instance price, 6 or 10 % above AWS's page; all else agrees."""
        both = self._compare("aws/karpenter-provider-aws", record_property)
        other = both[~both["agree"]]
        metal = set(catalog.instance_types().query("bare_metal")["instance_type"])
        assert set(other["instance_type"]) <= metal
        assert len(other) < 50
        assert (other["usd_per_hour_theirs"] / other["usd_per_hour"]).between(1.055, 1.105).all()

    def test_commitments(self, record_property):
        theirs = catalog.table("checks").query("source == 'addisonj/pricesim'")
        ours = catalog.commitments(location="us-east-1", operating_system="linux")
        both = theirs.merge(ours.drop(columns="usd_per_hour"), on=["instance_type", "option"])
        off = (both["effective_usd_per_hour"] / both["usd_per_hour"] - 1).abs()
        said = f"{(off < 1e-4).sum()} of {len(both)} RI and Savings Plans rates agree exactly, the others within {off.max():.2%}"
        record_property("agree", said)
        print(said)
        assert len(both) == len(theirs)
        assert off.max() <= 0.012
        listed = both[~both["derived"].astype(bool)]
        assert (off[listed.index] < 1e-3).all(), listed[off[listed.index] >= 1e-3]
        exact = both["option"].isin(["compute_sp_1y_no_upfront", "compute_sp_3y_no_upfront"])
        assert (off[exact] < 1e-9).all()

    def test_region_ratios(self):
        """Medians over all shared Linux types, measured once on the source by other code."""
        prices = catalog.on_demand(operating_system="linux").pivot_table(
            index="instance_type", columns="location", values="usd_per_hour", observed=True
        )
        ratios = prices.div(prices["us-east-1"], axis=0).median()
        known = {
            "us-west-2": 1.00,
            "eu-west-1": 1.12,
            "ap-south-1": 1.03,
            "ap-northeast-2": 1.21,
            "ap-northeast-1": 1.26,
            "us-west-1": 1.17,
            "eu-central-1": 1.20,
            "sa-east-1": 1.59,
        }
        for place, ratio in known.items():
            assert ratios[place] == pytest.approx(ratio, abs=0.006), place
        zones = (prices["us-west-2-lax-1"] / prices["us-west-2"]).median()
        assert zones == pytest.approx(1.20, abs=0.006)
        assert (prices["ap-northeast-2-wl1-sel1"] / prices["ap-northeast-2"]).median() == pytest.approx(1.25, abs=0.006)


class TestBrokenSnapshot:
    def test_missing_file(self, copy):
        (copy / "on_demand.parquet").unlink()
        with pytest.raises(SnapshotError, match=r"on_demand\.parquet cannot be used: the file is missing\. Delete"):
            catalog.on_demand()

    def test_truncated_file(self, copy):
        path = copy / "spot.parquet"
        path.write_bytes(path.read_bytes()[:1000])
        with pytest.raises(
            SnapshotError, match=r"spot\.parquet cannot be used: it is truncated or altered.*1,000 bytes"
        ):
            catalog.spot()

    def test_one_flipped_bit(self, copy):
        path = copy / "commitment_rates.parquet"
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(SnapshotError, match=r"commitment_rates\.parquet"):
            catalog.commitment_rates()

    def test_not_a_table_at_all(self, copy):
        (copy / "on_demand.parquet").write_bytes(b"PAR1 this is no table")
        _resign(copy, "on_demand")
        with pytest.raises(SnapshotError, match=r"on_demand\.parquet cannot be used: it cannot be read"):
            catalog.on_demand()

    def test_a_price_below_zero(self, copy):
        path = copy / "dedicated_hosts.parquet"
        rows = pd.read_parquet(path)
        rows.loc[5, "usd_per_hour"] = -1.0
        rows.to_parquet(path, index=False)
        _resign(copy, "dedicated_hosts")
        with pytest.raises(SnapshotError, match=r"dedicated_hosts\.parquet.*usd_per_hour: smallest value -1"):
            catalog.dedicated_hosts()

    def test_a_column_too_few(self, copy):
        path = copy / "operating_systems.csv"
        path.write_text("operating_system,name_ko\nlinux,Linux\n", "utf-8")
        _resign(copy, "operating_systems")
        with pytest.raises(SnapshotError, match=r"operating_systems\.csv"):
            catalog.operating_systems()

    @pytest.mark.parametrize("text", ["[tables", "format = 1", "format = 1\n[tables.on_demand]\nrows = 1\n"])
    def test_broken_manifest(self, copy, text):
        (copy / "manifest.toml").write_text(text, "utf-8")
        with pytest.raises(SnapshotError, match=r"manifest\.toml cannot be used"):
            catalog.about()

    def test_no_snapshot(self, tmp_path, monkeypatch, copy):
        monkeypatch.setenv("KAO_SNAPSHOT", str(tmp_path / "nowhere"))
        _snapshot.folder.cache_clear()
        with pytest.raises(SnapshotError, match=r"no price snapshot found: manifest\.toml is missing"):
            catalog.about()

    def test_verify_reads_every_table(self, copy):
        catalog.verify()
        (copy / "glossary.csv").write_text("", "utf-8")
        with pytest.raises(SnapshotError, match=r"glossary\.csv"):
            catalog.verify()

    def test_the_remedy_is_said_in_korean_too(self, copy):
        (copy / "on_demand.parquet").unlink()
        with pytest.raises(SnapshotError) as caught:
            catalog.on_demand()
        assert "가격표 파일 on_demand.parquet" in caught.value.ko
        assert "함께 배포된 스냅샷" in caught.value.ko

    def test_a_reader_cannot_change_the_shared_table(self):
        first = catalog.on_demand()
        first["usd_per_hour"] = 0.0
        assert (catalog.on_demand()["usd_per_hour"] > 0).all()


class TestBadNames:
    @pytest.mark.parametrize(
        ("given", "near"),
        [
            ("ap-northeast2", "ap-northeast-2"),
            ("서울", "ap-northeast-2"),
            ("Seoul", "ap-northeast-2"),
            ("us-east1", "us-east-1"),
            ("São Paulo", "sa-east-1"),
        ],
    )
    def test_location(self, given, near):
        with pytest.raises(InputError, match=f"did you mean '{near}'"):
            catalog.check_location(given)

    @pytest.mark.parametrize("given", [3, None, float("nan"), "", []])
    def test_no_location_at_all(self, given):
        with pytest.raises(InputError, match="unknown Region"):
            catalog.check_location(given)

    def test_instance_type(self):
        with pytest.raises(InputError, match=r"unknown instance type 'm7g\.larg': did you mean 'm7g\.large'"):
            catalog.on_demand("m7g.larg")

    def test_operating_system(self):
        with pytest.raises(InputError, match="unknown operating system 'window': did you mean 'windows'"):
            catalog.on_demand(operating_system="window")

    def test_table_and_service(self):
        with pytest.raises(InputError, match="unknown table 'on-demand': did you mean 'on_demand'"):
            catalog.table("on-demand")
        with pytest.raises(InputError, match="unknown service 'lamda': did you mean 'lambda'"):
            catalog.services("lamda")

    def test_a_type_not_sold_there_names_where_it_is(self):
        here = set(catalog.on_demand(location="us-west-2-lax-1", operating_system="linux")["instance_type"])
        assert "c8i.large" not in here
        with pytest.raises(
            InputError,
            match=r"c8i\.large is not sold in US West \(Los Angeles\).*nearest Regions that sell it: us-west-2,",
        ):
            catalog.price("c8i.large", "us-west-2-lax-1")

    def test_an_operating_system_not_sold_names_those_that_are(self):
        with pytest.raises(
            InputError, match=r"m7g\.large is not sold in Asia Pacific \(Seoul\) with 'windows': use one of linux"
        ):
            catalog.price("m7g.large", "ap-northeast-2", "windows")

    def test_a_type_without_any_price_is_not_known_rather_than_free(self):
        unpriced = set(catalog.instance_types()["instance_type"]) - set(catalog.on_demand()["instance_type"])
        assert unpriced
        with pytest.raises(InputError, match="price not known"):
            catalog.price(min(unpriced), "us-east-1")


class TestServicePlanRates:
    def test_filters_keep_what_is_asked(self):
        rows = catalog.service_plan_rates("lambda", "ap-northeast-2", "compute_sp_1y_no_upfront")
        assert set(rows["service"]) == {"lambda"}
        assert set(rows["location"]) == {"ap-northeast-2"}
        assert set(rows["option"]) == {"compute_sp_1y_no_upfront"}
        assert {"duration_x86", "duration_arm64", "request"} <= set(rows["item"])

    def test_what_is_not_known_has_no_row(self):
        assert catalog.service_plan_rates("fargate", option="compute_sp_1y_partial_upfront").empty
        assert not any("windows" in item for item in set(catalog.service_plan_rates("fargate")["item"]))

    def test_one_plan_covers_three_services_in_the_workbooks_regions(self):
        for place in ("us-east-1", "ap-northeast-2", "sa-east-1", "ap-northeast-1"):
            known = catalog.service_plan_rates(location=place, option="compute_sp_3y_no_upfront")
            assert {"fargate", "lambda"} <= set(known["service"])

    def test_each_kind_of_plan_has_rates(self):
        kinds = set(catalog.service_plan_rates()["kind"])
        assert kinds == {"compute_sp", "sagemaker_sp", "database_sp"}

    @pytest.mark.parametrize(
        ("arguments", "nearest"),
        [
            ({"service": "fargat"}, "fargate"),
            ({"option": "compute_sp_1y_no_upfrnt"}, "compute_sp_1y_no_upfront"),
            ({"location": "ap-northeast-22"}, "ap-northeast-2"),
        ],
    )
    def test_a_wrong_name_leads_to_the_nearest(self, arguments, nearest):
        with pytest.raises(InputError, match=nearest):
            catalog.service_plan_rates(**arguments)


class TestDistances:
    def test_they_are_those_of_the_law_of_cosines(self):
        rows = catalog.locations().set_index("location")
        for home in ("ap-northeast-2", "sa-east-1", "us-east-1-wl1"):
            km = catalog.distances_km(home)
            assert km.index.tolist() == rows.index.tolist()
            assert km[home] == 0
            for code in ("us-west-2", "eu-north-1", "ap-southeast-6"):
                a, b = (
                    rows.loc[one, ["latitude", "longitude"]].astype(float).map(math.radians) for one in (home, code)
                )
                cosine = math.sin(a.iloc[0]) * math.sin(b.iloc[0]) + math.cos(a.iloc[0]) * math.cos(
                    b.iloc[0]
                ) * math.cos(a.iloc[1] - b.iloc[1])
                assert km[code] == pytest.approx(6371.0 * math.acos(cosine), rel=1e-9)
                assert km[code] == pytest.approx(catalog.distances_km(code)[home])
        assert 1100 < catalog.distances_km("ap-northeast-2")["ap-northeast-1"] < 1250  # Seoul to Tokyo

    def test_the_nearest_is_the_own_region_then_by_distance(self):
        assert catalog.nearest("us-west-2-lax-1", ["us-west-1", "us-west-2", "us-east-1-chi-1"]) == [
            "us-west-2",
            "us-west-1",
        ]
        assert catalog.nearest("us-west-2", ["us-east-1-chi-1", "us-west-2-lax-1"])[0] == "us-west-2-lax-1"

    def test_an_unknown_place_is_named(self):
        with pytest.raises(InputError, match="did you mean"):
            catalog.distances_km("ap-northeast-9")
