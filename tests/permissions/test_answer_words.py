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
Ja, graag!
Ja, dat mag. Met vriendelijke groet, Ruth Vale
U mag het artikel publiceren.
Wij geven toestemming voor publicatie van de tekst.
Geen bezwaar.
Natuurlijk, ga uw gang.
Wij gaan akkoord.
Het artikel mag worden overgenomen, mits u de bron vermeldt.
Ja, gärna!
Ja, det går bra. Vänliga hälsningar, Ruth Vale
Ni får publicera artikeln.
Vi ger er tillstånd att återpublicera texten.
Inga problem.
Självklart, varsågod.
Jag har inget emot det.
Ano, samozřejmě.
Ano, souhlasím. S pozdravem Ruth Vale
Můžete článek zveřejnit.
Souhlasíme s otištěním textu.
Nemáme nic proti tomu.
Dáváme vám svolení k publikaci článku.
Ja, meget gerne.
Ja, det er helt i orden. Venlig hilsen, Ruth Vale
I må gerne bringe artiklen.
Vi giver tilladelse til at genoptrykke teksten.
Intet problem.
Vi har ikke noget imod det.
はい、どうぞ。
はい、もちろんです。
記事を掲載していただいて構いません。
転載を許可いたします。
問題ありません。
記事の転載を承諾します。よろしくお願いいたします。
Absolutely fine. Nothing to pay.
Yes, please do. You don't have to pay anything.
Yes, and we don't charge.
Yes. There is no fee.
Gerne, dafür fallen keine Kosten an.
Ja, es kostet nichts.
Oui, il n’y a rien à payer.
Sí, no hay nada que pagar.
Sì, niente da pagare.
Tak, nie trzeba płacić.
Sim, sem custos.
Ja, er zijn geen kosten.
Ja, det kostar ingenting.
Ja, helt uden betaling.
Ano, nic to nestojí.
はい、料金はかかりません。
Evet, makaleyi yayınlayabilirsiniz.
Да, пожалуйста.
Kyllä, totta kai. Kiitos!
네, 기사를 게재하셔도 됩니다. 감사합니다.
可以，没问题。
نعم، يمكنكم نشر المقال.
Ναι, φυσικά!
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
Nee.
Nee, helaas niet.
Helaas kunnen wij geen toestemming geven.
Dat is niet toegestaan.
Wij weigeren.
Nej.
Nej, tyvärr.
Vi tillåter inte publicering.
Tyvärr kan vi inte ge er tillstånd.
Ne.
Bohužel ne.
Nesouhlasíme s otištěním.
Nemůžeme vám dát svolení.
Desværre ikke.
Vi giver ikke tilladelse.
Det er ikke tilladt.
いいえ。
申し訳ありませんが、転載はお断りしています。
掲載は許可できません。
転載を許可しておりません。
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
Ja, maar alleen online.
Ja, behalve de foto's.
Ja, men bara på webben.
Ja, utom bilderna.
Ano, ale pouze na webu.
Ano, kromě fotografií.
Ja, men kun online.
Ja, undtagen billederne.
はい、ただしウェブのみです。
写真を除いて掲載していただいて構いません。
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
Sie können unseren Lizenzshop nutzen.
""",
    "pay": """
Ja, het tarief is 80 euro.
Ja, avgiften är 500 kronor.
Ano, honorář je 2000 Kč.
Ja, honoraret er 500 kroner.
はい、使用料は5000円です。
Yes, for 20 pounds. There is no fee for the pictures.
Ja, es kostet 20 Euro.
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
Neem contact op met de fotograaf.
Kontakta fotografen.
Obraťte se na autora.
Kontakt fotografen.
権利者にお問い合わせください。
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
In principe wel.
Misschien.
Vi återkommer.
Kanske.
Možná.
Ozveme se.
Vi vender tilbage.
Måske.
検討します。
社内で確認してからご連絡します。
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
Tack för ditt mejl.
Děkuji za zprávu.
Tak for din mail.
ありがとうございます。
ご連絡ありがとうございます。
Yes, I received your mail.
Yes, this is Ruth speaking.
Thank you for your mail.
Dank u wel.
Да, но только онлайн.
Evet, ama sadece web sitenizde.
Evet. Ama para isteriz.
Hayır.
可以，但是要付费。
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
I appreciate your interest.
👍
""",
    "away": """
Ik ben op vakantie tot 1 december.
Jag är på semester till den 1 december.
Jsem na dovolené do 1. prosince.
Jeg er på ferie til den 1. december.
休暇をいただいております。
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

LETTERS = r"""
Dear Ms Falk,\n\nthank you very much for your kind request. We are delighted that you would like to feature Carl Stone's article. You have our permission to republish it in The Quay No. 47.\n\nBest regards\nRuth Vale\nRights & Permissions, Harbour Press Ltd
Hi Ines,\n\nof course you can reprint the piece. Looking forward to seeing it!\n\nRuth
Hello,\nThis is fine with us. Please use the credit as proposed.\nRuth
Dear Ines, Permission is hereby granted as requested. Kind regards, R. Vale
Dear team, we confirm that you may reproduce the article as described in your letter.
Sure thing! Go for it.
Approved. Ruth
Yes you can use our article.
Absolutely, please go ahead and publish the article.
Liebe Frau Falk,\n\nvielen Dank für Ihre Anfrage. Gerne erteilen wir Ihnen die Abdruckgenehmigung für den genannten Artikel.\n\nMit freundlichen Grüßen\nRuth Vale
Guten Tag Frau Falk, das geht klar. Viele Grüße
Sehr geehrte Frau Falk,\nhiermit erlaube ich Ihnen die Veröffentlichung meines Artikels in The Quay.\nRuth Vale
Ja, das dürfen Sie gern. Herzliche Grüße, R. Vale
Bonjour,\n\nNous vous donnons volontiers notre accord pour la reproduction de l'article.\n\nCordialement,\nRuth Vale
Bonjour Madame, c'est d'accord pour nous. Bien à vous, Ruth
Chère Madame, j'autorise la publication de mon texte dans The Quay. Merci de m'envoyer un exemplaire.
Hola Ines, por supuesto, adelante. Saludos, Ruth
Estimada Ines:\n\nLe concedemos permiso para reproducir el artículo.\n\nUn cordial saludo
Buongiorno, siamo lieti di autorizzare la pubblicazione dell'articolo. Cordiali saluti
Gentile Ines, può senz'altro ripubblicare il nostro articolo. Saluti, Ruth
Dzień dobry, wyrażam zgodę na publikację mojego tekstu. Z poważaniem, Ruth Vale
Szanowna Pani, zgadzamy się na przedruk artykułu. Pozdrawiamy
Olá Ines, com certeza, podem publicar o texto. Abraço
Bom dia, autorizamos a publicação do artigo. Atenciosamente, Ruth
""".strip().splitlines()
"""Whole letters; `\\n` ends a line."""

ALMOST = """
Dear Ms Falk, thank you for your interest in our journalism. As a matter of policy we reserve republication for our partners.
Thanks for getting in touch. Our content is exclusively available to subscribers.
We appreciate you asking, but the answer this time has to be negative.
I would prefer that you link to the article instead.
You are welcome to link to our article.
Please feel free to share the link to our story.
You may quote up to 50 words from the article.
All rights reserved. You may use the headline and a link.
Permission is granted for the text. Photographs are not ours to give.
Permission granted, subject to payment of our standard fee.
Permission would be granted if the photographer agrees.
We could grant permission for a fee.
Have you got permission from the photographer?
We have not given permission.
I never gave permission to publish it.
You do not have our permission.
Who gave you permission to publish it?
Permission to reprint the article has not been granted.
It is not fine by us.
That is not OK with me.
Yes, we have a policy against this.
Yes, you need permission.
Yes: you would need to pay.
OK. We will discuss it on Monday.
Okay, noted.
OK, got it, thanks.
Yes. Unfortunately the author objects.
Sure, send me the contract.
Of course we would love to help. Could you tell us your circulation?
I am happy to grant permission as soon as I have seen the layout.
You can publish the article when it is out of embargo.
You can publish it, minus the last section.
You can publish it without the photos.
You can publish a shortened version.
You may publish it in the Polish edition.
You may publish it on your intranet.
Publish it and we will see you in court.
Go ahead and try.
If you publish it we will sue.
I consent to nothing.
We agree to disagree.
Feel free to contact us.
Gerne prüfen wir Ihre Anfrage.
Gerne! Senden Sie uns bitte den Vertrag.
Sie dürfen uns gern zitieren.
Sie können auf den Artikel verlinken.
Das würde ich lieber nicht.
Wir gestatten die Veröffentlichung gegen ein Honorar.
Wir haben Ihnen keine Erlaubnis gegeben.
Ja, wir haben Ihre Anfrage bekommen.
Sie dürfen den Artikel erst nach Rücksprache veröffentlichen.
Einverstanden, wenn der Fotograf zustimmt.
Nous vous autorisons à citer un extrait.
Vous pouvez mettre un lien vers l'article.
Oui, nous avons bien reçu votre demande.
Nous autorisons la reproduction moyennant 50 €.
Je ne suis pas contre, mais demandez à l'auteur.
Sí, hemos recibido su solicitud.
Pueden enlazar el artículo.
Pueden publicar un resumen.
Autorizamos solo el texto.
Sì, abbiamo ricevuto la richiesta.
Potete citare l'articolo con un link.
Autorizziamo soltanto il testo.
Tak, otrzymaliśmy Państwa list.
Mogą Państwo zamieścić link do artykułu.
Zgadzamy się, ale bez zdjęć.
Sim, recebemos o vosso pedido.
Podem colocar uma ligação para o artigo.
Autorizamos apenas o texto.
Yes!!! Not.
Yeah, right.
We permit nothing of the kind.
I permit you to read it.
You may publish nothing.
You may use it privately.
You may use it for teaching.
The article may be published by our partner.
You can use the article as background.
We authorize your colleague at The Times.
We grant Reuters permission to republish the article.
He may publish it.
You may publish it under a Creative Commons BY-ND license.
You may publish it after signing.
You may have published it already.
Is it OK for you to publish it next year?
You may publish my article, not Carl's.
Agreed: no.
By no means.
No problem with the text. The photos are a problem.
You may publish it anonymously.
You may publish it as long as the text is free of errors.
You may publish it provided you donate to our fund.
You may publish the interview, the poem excluded.
You can publish it in December.
You may republish it two weeks after us.
Permission is granted to the Times.
The permission you asked for was given to somebody else.
You may publish it until we tell you otherwise.
You may publish it for the moment.
You may publish it if our name appears on the cover.
We grant permission. It is limited to Poland.
Permission granted for the printed issue.
Yes, for subscribers.
Yes, in black and white.
Yes, with the following changes: …
Yes, to a translation.
Yes to the first question.
Yes, but.
Yes, after Easter.
Ja, mit Einschränkungen.
Ja, für die Printausgabe.
Ja, nach Absprache.
Ja, zur ersten Frage.
Ja, in gekürzter Form.
Ja, mit Belegexemplar.
Oui, pour la version papier.
Oui, après accord de l'auteur.
Oui, avec des réserves.
Sí, para la edición impresa.
Sí, con cambios.
Sì, per l'edizione cartacea.
Sì, con riserva.
Tak, w wersji drukowanej.
Tak, po uzgodnieniu.
Sim, na edição impressa.
Sim, com reservas.
Sie dürfen den Artikel mit unserer Freigabe veröffentlichen.
Vous pouvez publier l'article après relecture.
Nous autorisons la publication du seul texte.
Nous autorisons la publication en noir et blanc.
Autorizamos la publicación del texto en blanco y negro.
Autorizziamo la pubblicazione del testo dopo revisione.
Wyrażamy zgodę na publikację po autoryzacji.
Wyrażamy zgodę na publikację samego tekstu.
Autorizamos a publicação após revisão.
Wir stimmen zu, dass Sie den Text Ihren Schülern vorlesen.
Wir erlauben die Nutzung im Rahmen des Zitatrechts.
We allow you to keep a copy.
I agree to meet you.
We agree to your visit.
We authorize the use of our logo.
You may use our logo.
You can share it with your family.
You may include it in your archive.
I allow this to my students.
Permission given last year has expired.
Permission was given in 2019 for one article.
You may publish my letter to the editor.
You may publish this e-mail.
You may publish our press release.
""".strip().splitlines()
"""What sounds like a yes, to something else, to somebody else, under a condition, or is none."""


@pytest.mark.parametrize("words", YES)
def test_a_yes_is_read_as_yes(words: str) -> None:
    """In the seven languages, short and long, with the courtesies around it."""
    meaning = read_words(words)
    assert (meaning.kind, meaning.no) == (None, ()), meaning.words
    assert meaning.yes


@pytest.mark.parametrize("words", LETTERS)
def test_a_yes_is_found_in_a_whole_letter(words: str) -> None:
    """Between greeting, thanks and signature."""
    meaning = read_words(words.replace("\\n", "\n"))
    assert meaning.kind is None, (meaning.kind, meaning.words)


@pytest.mark.parametrize("words", ALMOST)
def test_what_sounds_like_a_yes_is_left_to_the_editor(words: str) -> None:
    assert read_words(words).kind is not None


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
        (
            "You may republish the article in your newsletter and on your website.",
            "channels",
            (Channel.EMAIL, Channel.WEB),
        ),
        ("You may republish it as a PDF.", "channels", (Channel.PDF,)),
        ("ウェブとEPUB版に記事を掲載していただいて構いません。", "channels", (Channel.WEB, Channel.EPUB)),
        (
            "Vous pouvez publier l’article sur votre site et dans votre lettre.",
            "channels",
            (Channel.EMAIL, Channel.WEB),
        ),
        (
            "Vous pouvez publier l’article dans votre lettre et sur votre blog.",
            "channels",
            (Channel.EMAIL, Channel.WEB),
        ),
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


@pytest.mark.parametrize(
    ("words", "text", "pictures"),
    [
        ("Yes, you may publish the photograph that goes with the article.", False, True),
        ("You may use the pictures in our text.", False, True),
        ("Sie dürfen das Foto zum Artikel verwenden.", False, True),
        ("Vous pouvez publier la photo de l’article.", False, True),
        ("Mogą Państwo opublikować zdjęcie do artykułu.", False, True),
        ("記事の写真を掲載していただいて構いません。", False, True),
        ("You may publish the article with its photographs.", True, True),
        ("You may publish the photos and the article.", True, True),
        ("Sie dürfen Bilder und Text des Artikels verwenden.", True, True),
        ("Sie dürfen den Artikel samt den Bildern im Artikel abdrucken.", True, True),
        ("You may publish the story of the photographer.", True, False),
    ],
)
def test_a_picture_named_by_its_text_is_no_text(words: str, text: bool, pictures: bool) -> None:
    meaning = read_words(words)
    assert (meaning.kind, meaning.names_text, meaning.names_pictures) == (None, text, pictures)


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
