"""What people write when they are asked for a permission: yes is read as yes, everything else permits nothing by itself."""

import tomllib
from datetime import date
from importlib import resources

import pytest

from publishkit.model.rights import Channel
from publishkit.permissions.answer.meaning import read_words
from publishkit.permissions.request_letter import letter_languages

YES = """
Yes, please do.
Yes.
OK
Sure, go ahead!
Yes, of course. Thank you for asking.
Dear Ines, yes, with pleasure.
Permission granted.
We hereby grant you permission to republish the article.
I am happy for you to publish it.
Happy to give permission. Do let me know when it is out!
No problem at all.
We have no objection.
I don't mind at all.
You have our permission to reprint the piece.
You may publish it, free of charge.
Please feel free to use the text. If you have any questions, just ask.
Sorry for the delay. We agree to the publication.
The article may be reprinted.
You can republish the story, as long as you credit us and link to the original.
That's fine by us.
We don't object. Could you send us a link when it is published?
Ja, gerne!
Ja, sehr gern. Viele Grüße, Ruth Vale
Sie dürfen den Artikel gerne abdrucken.
Selbstverständlich dürfen Sie den Text veröffentlichen.
Hiermit erteilen wir Ihnen die Erlaubnis zum Abdruck.
Wir sind einverstanden.
Wir stimmen der Veröffentlichung zu.
Dagegen spricht nichts; kein Problem, das geht in Ordnung.
Ich habe nichts dagegen.
Sie können den Beitrag übernehmen, sofern Sie die Quelle nennen.
Oui, avec plaisir.
Oui, bien sûr. Cordialement, Ruth Vale
Vous pouvez publier l’article.
Nous vous autorisons à reproduire ce texte.
Je vous donne mon accord.
Aucun problème, vous pouvez le reprendre.
Nous n’y voyons aucun inconvénient.
Sí, claro.
Sí, por supuesto. Un saludo
Pueden publicar el artículo.
Autorizamos la publicación.
No tenemos inconveniente.
Tienen nuestro permiso.
Sì, certo, volentieri.
Potete pubblicare l’articolo.
Autorizziamo la pubblicazione.
Nessun problema.
Non abbiamo nulla in contrario.
Tak, zgadzam się.
Tak, oczywiście. Pozdrawiam
Wyrażamy zgodę na przedruk.
Mogą Państwo opublikować artykuł.
Nie mam nic przeciwko temu.
Nie ma problemu.
Sim, com muito gosto.
Sim, claro. Cumprimentos
Podem publicar o artigo.
Autorizamos a reprodução do texto.
Não temos qualquer objeção.
""".strip().splitlines()

NO = """
Sorry, no. We do not allow republication of this piece. Please do not print it.
No.
No, thank you.
No, sorry.
We can't allow that.
We cannot give you permission.
I'm afraid we don't license our content to third parties.
Unfortunately, we are unable to grant permission.
We must decline.
Your request has been denied.
Please don't publish it.
You may not republish the article.
This is not possible.
We'd rather you didn't.
Republication is prohibited.
We refuse.
Our answer is no.
You can publish it over my dead body.
Nein.
Leider nicht.
Leider können wir Ihnen keine Erlaubnis geben.
Wir erlauben keinen Nachdruck.
Wir lehnen Ihre Anfrage ab.
Das ist nicht gestattet.
Bitte nicht abdrucken.
Wir stimmen der Veröffentlichung nicht zu.
Non.
Malheureusement, nous ne pouvons pas vous autoriser à le publier.
Nous refusons.
Nous n’autorisons pas la reproduction.
C’est interdit.
No, gracias.
Lo siento, no podemos autorizarlo.
No permitimos la reproducción.
No está permitido publicar el artículo.
Purtroppo no.
Non possiamo autorizzare la pubblicazione.
Non è permesso.
Niestety nie.
Nie wyrażamy zgody na publikację.
Odmawiamy.
Nie zgadzam się.
Infelizmente não.
Não autorizamos a reprodução.
Não podemos dar autorização.
n\u200bo
Nо, sоrry. Wе dо nоt аllоw it.
Ｎｏ．
""".strip().splitlines()
"""The last ones with a character that takes no room, with Cyrillic letters, and in wide letters."""

DOUBT = {
    "mixed": """
Yes and no. You may use the text; we do not allow the pictures.
Gerne, Sie dürfen den Text bringen. Die Fotos dürfen Sie nicht verwenden.
""",
    "limit": """
You may publish the text, but not the pictures.
Yes, but only online.
Only on the web, please.
Yes, provided that you send us the proofs.
You may publish the first paragraph of the article.
You may use the article if you shorten it.
Yes, except in Germany.
You may publish it for one year.
You may publish it in print.
You may publish it from 1 January 2027.
Yes. Not before Friday.
You can publish up to 300 words of the text.
Yes, once.
You may publish it on 3 December.
Wir sind einverstanden, aber nicht mit den Bildern.
Ja, aber nur online.
Ja, sofern der Text gekürzt wird.
Sie dürfen den Text einmalig abdrucken.
Oui, mais seulement en ligne.
Oui, sauf les images.
Sí, pero solo en la web.
Sí, excepto las fotos.
Sì, ma solo online.
Sì, tranne le immagini.
Tak, ale tylko w internecie.
Tak, z wyjątkiem zdjęć.
Sim, mas apenas online.
Sim, exceto as imagens.
""",
    "pay": """
Yes, our fee is 200 EUR.
You may publish it for 50 euros.
Gerne, das Honorar beträgt 100 Euro.
Oui, nos tarifs : 80 euros.
Sí, la tarifa es de 90 euros.
Sì, il compenso è di 70 euro.
Tak, stawka wynosi 300 zł.
Sim, o preço é 60 euros.
""",
    "refer": """
Please ask the photographer.
Please contact the author for permission.
The rights belong to Reuters.
I am not the rights holder.
I have forwarded your request to our rights department.
Bitte wenden Sie sich an den Fotografen.
Die Rechte liegen beim Verlag.
Adressez-vous à l’auteur.
Contacten con el autor.
Rivolgetevi all’autore.
Proszę zwrócić się do autora.
Contactem o autor.
""",
    "defer": """
We will get back to you.
Let me check with my colleagues.
Maybe.
In principle yes.
I think that should be fine.
Which article do you mean?
Yes, I would like to know more about your newsletter.
Ich melde mich nächste Woche.
Grundsätzlich ja.
Um welchen Artikel geht es?
Je reviens vers vous la semaine prochaine.
En principe oui.
Quizás.
In linea di principio sì.
Forse.
Muszę sprawdzić.
W zasadzie tak.
Talvez.
Em princípio sim.
""",
    "question": """
Who are you?
Yes? Who is this?
Wer sind Sie?
Qui êtes-vous ?
""",
    "unknown": """
Yes, I received your mail.
Yes, this is Ruth speaking.
Thank you for your mail.
Dank u wel.
Да, пожалуйста.
You can use our licensing service at press.example.
We agree with your editorial line.
We are happy with your work.
We are glad to let you know that the new season has begun.
It is OK that you asked.
Go ahead and send me the details.
You can print our terms from our portal.
Please publish a correction.
Vous pouvez utiliser notre service.
Pueden usar nuestro portal.
Sie können unseren Lizenzshop nutzen.
I appreciate your interest.
👍
""",
    "away": """
I am away until 1 December.
I am out of office and will reply later.
Thank you. We have received your message.
Ich bin bis 1. Dezember nicht im Büro.
Je suis absente jusqu’au 3 décembre.
Estoy fuera de la oficina.
Sono in ferie fino al 3 dicembre.
Jestem na urlopie.
Estou ausente até 3 de dezembro.
""",
    "newsletter": """
Our best stories of the week. To unsubscribe, click here.
Sie erhalten diese E-Mail, weil Sie sich angemeldet haben.
""",
}


@pytest.mark.parametrize("words", YES)
def test_a_yes_is_read_as_yes(words: str) -> None:
    """In the seven languages, short and long, with the courtesies around it."""
    meaning = read_words(words)
    assert (meaning.kind, meaning.no) == (None, ()), meaning.words
    assert meaning.yes


@pytest.mark.parametrize("words", NO)
def test_a_no_is_read_as_no(words: str) -> None:
    meaning = read_words(words)
    assert meaning.kind == "no"
    assert meaning.yes == ()


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, table in DOUBT.items() for words in table.strip().splitlines()]
)
def test_whatever_is_no_plain_yes_permits_nothing(kind: str, words: str) -> None:
    """The editor reads what is in the way: a condition, money, somebody else, later, a question, nobody there."""
    assert read_words(words).kind == kind


def test_a_condition_in_a_second_sentence_counts() -> None:
    """However far from the yes, and in the signature."""
    assert read_words("Yes, please do.\n\nBest\nRuth\n\nPS: Not the pictures.").kind == "limit"
    assert read_words("Yes, please do.", "Ruth Vale\nNot for publication before Friday.").kind == "mixed"


def test_a_sentence_may_be_broken_anywhere() -> None:
    assert read_words("We do\nnot allow\nyou to publish it.").kind == "no"
    assert read_words("You may\npublish the\narticle.").kind is None


def test_what_a_mail_server_adds_is_no_condition() -> None:
    notice = "This message is confidential and intended solely for the addressee. It may not be copied."
    assert read_words("Yes, please do.", notice).kind is None


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ("You may publish it on your website.", "channels", (Channel.WEB,)),
        ("You may use it in your newsletter and as an e-book.", "channels", (Channel.EMAIL, Channel.EPUB)),
        ("You may publish it in all formats.", "channels", tuple(Channel)),
        ("Sie dürfen den Text bis zum 31. Dezember 2027 verwenden.", "valid_until", date(2027, 12, 31)),
        ("Vous pouvez publier l’article jusqu’au 31 décembre 2027.", "valid_until", date(2027, 12, 31)),
        ("Pueden publicarlo hasta el 31 de diciembre de 2027.", "valid_until", date(2027, 12, 31)),
        ("Potete pubblicarlo fino al 31 dicembre 2027.", "valid_until", date(2027, 12, 31)),
        ("Wyrażamy zgodę na publikację do 31 grudnia 2027.", "valid_until", date(2027, 12, 31)),
        ("Podem publicá-lo até 31 de dezembro de 2027.", "valid_until", date(2027, 12, 31)),
        ("You may publish it for non-commercial purposes only.", "commercial", False),
        ("Ja, für nicht kommerzielle Zwecke.", "commercial", False),
        ("Yes, please do. Credit: “© Harbour Press 2026”.", "credit", "© Harbour Press 2026"),
        ("You may publish the article in Poland and Germany.", "territories", ("PL", "DE")),
        ("You may publish it in your next issue.", "max_issues", 1),
    ],
)
def test_terms_are_read_with_their_words(words: str, key: str, value: object) -> None:
    meaning = read_words(words)
    assert meaning.kind is None, meaning.words
    found = meaning.terms[key].value
    assert set(found) == set(value) if key == "territories" else found == value  # type: ignore[call-overload]
    assert meaning.terms[key].words in words


def test_what_the_letter_does_not_say_is_not_read() -> None:
    """No format, no end, no purpose and no credit is made up."""
    assert read_words("Yes, please do.").terms == {}


def test_every_language_we_ask_in_is_one_we_read() -> None:
    """The same kinds of phrases in all of them, and a name for every format."""
    folder = resources.files("publishkit.permissions.answer") / "phrases"
    tables = {
        file.name: tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")
    }
    assert {f"{language}.toml" for language in letter_languages()} <= set(tables)
    english = tables["en.toml"]
    for name, table in tables.items():
        assert set(table) == set(english), name
        assert set(table["formats"]) == {channel.value for channel in Channel}, name
        assert set(table["labels"]) == set(english["labels"]), name
        assert all(table[key] for key in table if key != "signs"), name
