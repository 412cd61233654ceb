"""A text turn like the Python sample in the service's documentation: sample.py BASE_URL"""

import json  # noqa: F401 - the sample imports it
import sys

import requests

url = sys.argv[1] + "/character/getResponse"

payload = {
    "userText": "What is your name ?",
    "charID": "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001",
    "sessionID": "-1",
    "voiceResponse": "False",
}
headers = {"CONVAI-API-KEY": "0123456789abcdef0123456789abcdef"}
response = requests.request("POST", url, headers=headers, data=payload)
assert response.json()["text"]
