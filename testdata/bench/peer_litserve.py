"""Serve a T5 with LitServe: peer_serve.py says how."""

import litserve
from peer_serve import Answer, Prompt, arguments, model


class Parse(litserve.LitAPI):
    def setup(self, device):
        self.answer = model(arguments())

    def decode_request(self, request: Prompt):
        return request.text

    def predict(self, texts):
        return self.answer(texts)

    def encode_response(self, output) -> Answer:
        return Answer(output=output)


if __name__ == "__main__":
    a = arguments()
    api = Parse(max_batch_size=a.batch, batch_timeout=0.001, api_path="/v1/parse")
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=a.workers)
    server.run(host="127.0.0.1", port=a.port, generate_client_file=False, log_level="warning", access_log=False)
