#!/usr/bin/env python3
"""Makes the office documents under a password beside this folder, password "Käse geheim".

letter_agile.docx is encrypted here, with the openssl command, as Office 2010 and later do it ([MS-OFFCRYPTO], agile, SHA-512, AES-256,
100,000 rounds). All others LibreOffice (soffice) writes: letter.docx and letter.xlsx with standard encryption (AES-128, SHA-1),
letter.odt and letter.ods, letter.doc and letter.xls (RC4).

  office.py
"""
import base64
import hashlib
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
import io
from xml.sax.saxutils import escape, quoteattr

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..")
sys.path.insert(0, os.path.join(HERE, "../../compound/make"))
from mails import compound  # noqa: E402: the writer of compound files

PASSWORD = "Käse geheim"
TEXT = "Vertraulich: die Quittenlieferung an Hufnagel"
LIBRARY = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE library:%s PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "%s.dtd">\n'
MACRO = f"""
Sub SaveAs(document, filter, name)
  Dim a(1) As New com.sun.star.beans.PropertyValue
  Dim e(1) As New com.sun.star.beans.NamedValue
  e(0).Name = "CryptoType" : e(0).Value = "StrongEncryptionDataSpace"
  e(1).Name = "OOXPassword" : e(1).Value = "K" + Chr(228) + "se geheim"
  a(0).Name = "FilterName" : a(0).Value = filter
  If InStr(filter, "2007") > 0 Then
    a(1).Name = "EncryptionData" : a(1).Value = e()
  Else
    a(1).Name = "Password" : a(1).Value = e(1).Value
  End If
  document.storeToURL("file://OUT/" + name, a())
End Sub

Sub Main
  Dim h(0) As New com.sun.star.beans.PropertyValue
  h(0).Name = "Hidden" : h(0).Value = True
  text = StarDesktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, h())
  text.Text.String = "{TEXT}"
  SaveAs(text, "writer8", "letter.odt")
  SaveAs(text, "MS Word 2007 XML", "letter.docx")
  SaveAs(text, "MS Word 97", "letter.doc")
  text.close(True)
  book = StarDesktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, h())
  book.Sheets.getByIndex(0).getCellByPosition(0, 0).String = "{TEXT}"
  SaveAs(book, "calc8", "letter.ods")
  SaveAs(book, "Calc MS Excel 2007 XML", "letter.xlsx")
  SaveAs(book, "MS Excel 97", "letter.xls")
  book.close(True)
End Sub
"""


def by_libreoffice():
    with tempfile.TemporaryDirectory() as folder:
        soffice = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        # Its first start makes the profile and would overwrite the macro.
        empty = os.path.join(folder, "empty.txt")
        with open(empty, "w", encoding="utf-8") as file:
            file.write("\n")
        subprocess.run([*soffice, "--convert-to", "odt", "--outdir", folder, empty], check=True, timeout=120)
        standard = os.path.join(folder, "profile/user/basic/Standard")
        os.makedirs(standard, exist_ok=True)
        names = 'xmlns:library="http://openoffice.org/2000/library"'
        with open(os.path.join(folder, "profile/user/basic/script.xlc"), "w", encoding="utf-8") as file:
            file.write(LIBRARY % ("libraries", "libraries") + f'<library:libraries {names}><library:library library:name="Standard" library:link="false"/>'
                       '</library:libraries>')
        with open(os.path.join(standard, "script.xlb"), "w", encoding="utf-8") as file:
            file.write(LIBRARY % ("library", "library") + f'<library:library {names} library:name="Standard" library:readonly="false" '
                       'library:passwordprotected="false"><library:element library:name="Locked"/></library:library>')
        with open(os.path.join(standard, "Locked.xba"), "w", encoding="utf-8") as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" '
                       '"module.dtd">\n<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Locked" '
                       'script:language="StarBasic">' + escape(MACRO.replace("OUT", os.path.abspath(OUT))) + "</script:module>\n")
        subprocess.run([*soffice, "macro:///Standard.Locked.Main"], check=True, timeout=120)


def docx():
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
                               'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
                       'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
                       "</Relationships>",
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
                             f"<w:t>{escape(TEXT)}</w:t></w:r></w:p></w:body></w:document>"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def encrypted(data, key, vector):
    return subprocess.run(["openssl", "enc", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", vector.hex()], input=data + bytes(-len(data) % 16),
                          stdout=subprocess.PIPE, check=True).stdout


def agile():
    content, spins, key = docx(), 100_000, hashlib.sha256(b"key").digest()
    salt, package_salt = hashlib.sha256(b"salt").digest()[:16], hashlib.sha256(b"package").digest()[:16]
    spun = hashlib.sha512(salt + PASSWORD.encode("utf-16-le")).digest()
    for i in range(spins):
        spun = hashlib.sha512(struct.pack("<I", i) + spun).digest()

    def sealed(purpose, value):
        return base64.b64encode(encrypted(value, hashlib.sha512(spun + bytes.fromhex(purpose)).digest()[:32], salt)).decode()

    def cipher(some_salt):
        return ('saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" '
                f"saltValue={quoteattr(base64.b64encode(some_salt).decode())}")

    verifier = hashlib.sha256(b"verifier").digest()[:16]
    names = "http://schemas.microsoft.com/office/2006/"
    info = struct.pack("<HHI", 4, 4, 0x40) + (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<encryption xmlns="{names}encryption" xmlns:p="{names}keyEncryptor/password">'
        f'<keyData {cipher(package_salt)}/><keyEncryptors><keyEncryptor uri="{names}keyEncryptor/password"><p:encryptedKey spinCount="{spins}" '
        f'{cipher(salt)} encryptedVerifierHashInput="{sealed("fea7d2763b4b9e79", verifier)}" '
        f'encryptedVerifierHashValue="{sealed("d7aa0f6d3061344e", hashlib.sha512(verifier).digest())}" '
        f'encryptedKeyValue="{sealed("146e0be7abacd0d6", key)}"/></keyEncryptor></keyEncryptors></encryption>').encode()
    package = struct.pack("<Q", len(content))
    for i in range((len(content) + 4095) // 4096):
        vector = hashlib.sha512(package_salt + struct.pack("<I", i)).digest()[:16]
        package += encrypted(content[i * 4096:(i + 1) * 4096], key, vector)
    with open(os.path.join(OUT, "letter_agile.docx"), "wb") as file:
        file.write(compound({"EncryptionInfo": info, "EncryptedPackage": package}))


if __name__ == "__main__":
    agile()
    by_libreoffice()
