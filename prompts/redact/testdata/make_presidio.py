"""Write presidio.jsonl: what Presidio's recognizers find in prompts with invented data of people.

usage: make_presidio.py OUT.jsonl          needs presidio-analyzer 2.2.366, and no language model

TestSecondJudge redacts the prompts and looks for what Presidio found. The recognizers are those that
decide by patterns and check digits; found is what they are sure of by a third at least. All data is
invented here, so nothing of it is anybody's but by chance."""
import json, random, string, sys, uuid
import phonenumbers
import tldextract
from presidio_analyzer import predefined_recognizers as known

tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())  # the list that it brings, and no download

RECOGNIZERS = [known.CreditCardRecognizer(), known.CryptoRecognizer(), known.EmailRecognizer(), known.IbanRecognizer(), known.IpRecognizer(),
    known.MacAddressRecognizer(), known.MedicalLicenseRecognizer(), known.NhsRecognizer(), known.PhoneRecognizer(), known.UkNinoRecognizer(),
    known.UrlRecognizer(), known.UsItinRecognizer(), known.UsLicenseRecognizer(), known.UsPassportRecognizer(), known.UsSsnRecognizer(), known.UuidRecognizer()]
SURE = 1 / 3
EACH = 12  # prompts for each kind of value

FRAMES = ["why was {} charged", "hi, it is {} and i lost my card", "block {} now", "is {} in my profile? i cannot log in", "please use {}",
    "my details: {}. when will it arrive", "{}", "{} does not work, call me back", "transfer 250 to {} tomorrow", "send it to {}, not to the old one"]


def digits(r, n):
    return "".join(r.choice(string.digits) for _ in range(n))


def card(r):
    head, n = r.choice([("4", 16), ("51", 16), ("55", 16), ("37", 15), ("34", 15), ("6011", 16), ("4", 13)])
    body = head + digits(r, n - len(head) - 1)
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(body)))
    whole = body + str(-total % 10)
    return r.choice([whole, " ".join(whole[i:i + 4] for i in range(0, n, 4)), "-".join(whole[i:i + 4] for i in range(0, n, 4))])


def iban(r):
    country, bank = r.choice([("DE", digits(r, 18)), ("GB", "NWBK" + digits(r, 14)), ("FR", digits(r, 23)), ("NL", "ABNA" + digits(r, 10)), ("ES", digits(r, 20))])
    check = 98 - int("".join(str(int(c, 36)) for c in bank + country + "00")) % 97
    whole = f"{country}{check:02}{bank}"
    return r.choice([whole, " ".join(whole[i:i + 4] for i in range(0, len(whole), 4))])


def email(r):
    return f"{r.choice(['jo', 'a.lopez', 'mia_k', 'b-wong7'])}@{r.choice(['mail', 'post', 'corp.office'])}.{r.choice(['com', 'co.uk', 'de', 'org'])}"


def phone(r):
    region = r.choice(["US", "GB", "DE", "IN", "FR"])
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    number.national_number += r.randrange(1000)
    return phonenumbers.format_number(number, r.choice([phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164]))


def url(r):
    host = f"{r.choice(['pay', 'my', 'shop'])}{r.randrange(99)}.{r.choice(['com', 'net', 'io', 'co.uk', 'de'])}"
    return r.choice(["", "https://", "http://www.", "www."]) + host + r.choice(["", "/u/jo", "/a?id=7f3"])


def address(r):
    return r.choice([".".join(str(r.randrange(1, 255)) for _ in range(4)), ":".join(f"{r.randrange(1, 65536):x}" for _ in range(8))])


def ssn(r):
    return f"{r.randrange(100, 600)}-{r.randrange(10, 90)}-{r.randrange(1000, 9999)}"


def itin(r):
    return f"9{digits(r, 2)}-{r.randrange(70, 80)}-{digits(r, 4)}"


def nhs(r):
    while True:
        body = digits(r, 9)
        check = -sum(int(d) * (10 - i) for i, d in enumerate(body)) % 11
        if check < 10:
            return f"{body[:3]} {body[3:6]} {body[6:]}{check}"


def nino(r):
    return f"{r.choice(['AB', 'JK', 'PY'])} {digits(r, 2)} {digits(r, 2)} {digits(r, 2)} {r.choice('ABCD')}"


def license(r):
    body = [int(d) for d in digits(r, 6)]
    return f"{r.choice('ABFM')}{r.choice(string.ascii_uppercase)}" + "".join(map(str, body)) + str((body[0] + body[2] + body[4] + 2 * (body[1] + body[3] + body[5])) % 10)


def mac(r):
    return ":".join(f"{r.randrange(256):02x}" for _ in range(6))


def coin(r):
    return r.choice(["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"])  # of the protocol's documents


def main(out):
    r = random.Random(1)
    makers = [card, iban, email, phone, url, address, ssn, itin, nhs, nino, license, mac, coin, lambda r: str(uuid.UUID(int=r.getrandbits(128), version=4))]
    with open(out, "w", encoding="utf-8") as f:
        for make in makers:
            for i in range(EACH):
                text = FRAMES[i % len(FRAMES)].format(make(r))
                found = {(x.start, x.end, x.entity_type) for judge in RECOGNIZERS for x in judge.analyze(text, judge.supported_entities, None) if x.score >= SURE}
                f.write(json.dumps({"text": text, "found": [{"kind": kind, "words": text[a:b]} for a, b, kind in sorted(found)]}) + "\n")


main(sys.argv[1])
