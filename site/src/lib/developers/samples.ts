/** How a receiver verifies what it was sent, by Standard Webhooks; with its library where the language has no shorter way. */
export const SAMPLES = [
  {
    id: "javascript",
    label: "JavaScript",
    install: "npm install standardwebhooks express",
    code: `import express from "express";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.ALLOKOLI_SECRET); // whsec_…
const app = express();

// The raw body: the signature is made over its bytes.
app.post("/allokoli", express.raw({ type: "application/json" }), (req, res) => {
  let event;
  try {
    event = webhook.verify(req.body.toString("utf8"), req.headers);
  } catch {
    return res.sendStatus(400);
  }
  console.log(event.type, event.data);
  res.sendStatus(204);
});

app.listen(3000);
`,
  },
  {
    id: "python",
    label: "Python",
    install: "pip install standardwebhooks flask",
    code: `import os

from flask import Flask, request
from standardwebhooks.webhooks import Webhook

webhook = Webhook(os.environ["ALLOKOLI_SECRET"])  # whsec_…
app = Flask(__name__)


@app.post("/allokoli")
def allokoli():
    try:
        # The raw body: the signature is made over its bytes.
        event = webhook.verify(request.get_data(), dict(request.headers))
    except Exception:
        return "", 400
    print(event["type"], event["data"])
    return "", 204
`,
  },
  {
    id: "php",
    label: "PHP",
    install: "",
    code: `<?php
$key = base64_decode(substr(getenv('ALLOKOLI_SECRET'), strlen('whsec_')));
$body = file_get_contents('php://input'); // The raw body: the signature is made over its bytes.
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$time = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';

$expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
$valid = false;
// After a rotation there are two signatures, with a space between.
foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
    $valid = $valid || hash_equals($expected, $signature);
}
if (!$valid || abs(time() - (int) $time) > 300) {
    http_response_code(400);
    exit;
}

$event = json_decode($body, true);
error_log($event['type']);
http_response_code(204);
`,
  },
  {
    id: "go",
    label: "Go",
    install: "",
    code: `package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func isSigned(key, body []byte, header http.Header) bool {
	id, sent := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + sent + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// After a rotation there are two signatures, with a space between.
	for _, signature := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(signature), []byte(expected)) {
			return true
		}
	}
	return false
}

func main() {
	secret := strings.TrimPrefix(os.Getenv("ALLOKOLI_SECRET"), "whsec_")
	key, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/allokoli", func(w http.ResponseWriter, r *http.Request) {
		// The raw body: the signature is made over its bytes.
		body, err := io.ReadAll(r.Body)
		if err != nil || !isSigned(key, body, r.Header) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		log.Println(string(body))
		w.WriteHeader(http.StatusNoContent)
	})
	log.Fatal(http.ListenAndServe(":3000", nil))
}
`,
  },
] as const;
