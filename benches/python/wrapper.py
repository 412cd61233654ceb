"""The text turn of sample.py with the Python wrapper of this library: wrapper.py BASE_URL"""

import sys

import convai

with convai.Client(api_key="0123456789abcdef0123456789abcdef", base_url=sys.argv[1]) as client:
    assert client.get_response("0e8c5a3a-1d2f-11f0-9c3b-42010a7be001", "What is your name ?").text
