// Written by scripts/openapi.ts from services/gateway/openapi.json.

export const CreateCallerMessageRules = {
  "callId": {},
  "body": {
    "minLength": 1,
    "maxLength": 18000
  },
  "callerName": {
    "minLength": 1,
    "maxLength": 1000
  },
  "subject": {
    "minLength": 1,
    "maxLength": 1000
  },
  "isUrgent": {}
} as const;

export const UpdateCallerMessageRules = {
  "handled": {},
  "assignedTo": {},
  "note": {
    "minLength": 1,
    "maxLength": 2000
  }
} as const;

export const AssistantSettingsRules = {
  "name": {
    "minLength": 1,
    "maxLength": 40
  },
  "language": {
    "enum": [
      "fr",
      "en",
      "ar",
      "es",
      "de",
      "it",
      "pt",
      "nl"
    ]
  },
  "modelProvider": {
    "enum": [
      "openai",
      "anthropic",
      "google",
      "groq"
    ]
  },
  "model": {
    "minLength": 1,
    "maxLength": 100
  },
  "temperature": {
    "minimum": 0,
    "maximum": 2
  },
  "systemPrompt": {
    "maxLength": 20000
  },
  "firstMessage": {
    "maxLength": 1000
  },
  "firstMessageMode": {
    "enum": [
      "assistant-speaks-first",
      "assistant-waits-for-user",
      "assistant-speaks-first-with-model-generated-message"
    ]
  },
  "aiNotice": {
    "minLength": 1,
    "maxLength": 300
  },
  "voiceProvider": {
    "enum": [
      "azure",
      "11labs",
      "cartesia",
      "openai",
      "vapi"
    ]
  },
  "voice": {
    "minLength": 1,
    "maxLength": 100
  },
  "pronunciations": {
    "maxItems": 50
  },
  "transcriberProvider": {
    "enum": [
      "deepgram",
      "gladia",
      "azure",
      "google"
    ]
  },
  "transcriberModel": {
    "minLength": 1,
    "maxLength": 100
  },
  "transcriberLanguage": {},
  "endCallMessage": {
    "maxLength": 1000
  },
  "endCallPhrases": {
    "maxItems": 20
  },
  "maxDurationSeconds": {
    "minimum": 10,
    "maximum": 43200
  },
  "silenceTimeoutSeconds": {
    "minimum": 10,
    "maximum": 1000
  },
  "recordingEnabled": {},
  "summaryPrompt": {
    "maxLength": 5000
  },
  "successPrompt": {
    "maxLength": 5000
  },
  "structuredDataSchema": {},
  "tools": {
    "maxItems": 20
  },
  "functionIds": {
    "maxItems": 20
  },
  "knowledgeBaseIds": {
    "maxItems": 5
  },
  "metadata": {}
} as const;

export const ChatMessageRules = {
  "message": {
    "minLength": 1,
    "maxLength": 2000
  },
  "draft": {},
  "previousChatId": {
    "maxLength": 100
  }
} as const;

export const UpdateMeRules = {
  "fullName": {
    "minLength": 1,
    "maxLength": 120
  },
  "locale": {
    "enum": [
      "fr",
      "en"
    ]
  },
  "theme": {
    "enum": [
      "system",
      "light",
      "dark"
    ]
  }
} as const;

export const UpdateOrganizationRules = {
  "name": {
    "minLength": 1,
    "maxLength": 80
  },
  "locale": {
    "enum": [
      "fr",
      "en"
    ]
  },
  "timeZone": {
    "maxLength": 64
  },
  "country": {
    "maxLength": 2
  },
  "allowsPremiumNumbers": {},
  "keepsCallsDays": {
    "minimum": 30,
    "maximum": 3650
  },
  "keepsMessagesDays": {
    "minimum": 30,
    "maximum": 3650
  },
  "keepsRecordingsDays": {
    "minimum": 30,
    "maximum": 3650
  },
  "keepsLogsDays": {
    "minimum": 180,
    "maximum": 365
  }
} as const;

export const UpdatePhoneNumberRules = {
  "name": {
    "minLength": 1,
    "maxLength": 40
  },
  "assistantId": {},
  "squadId": {},
  "workflowId": {},
  "fallback": {},
  "hours": {}
} as const;

export const UpdateTelephonyCredentialRules = {
  "name": {
    "minLength": 1,
    "maxLength": 40
  },
  "accountSid": {},
  "authToken": {
    "minLength": 1,
    "maxLength": 200
  },
  "apiKey": {
    "minLength": 1,
    "maxLength": 200
  },
  "apiSecret": {
    "minLength": 1,
    "maxLength": 200
  },
  "gateway": {},
  "username": {
    "minLength": 1,
    "maxLength": 200
  },
  "password": {
    "minLength": 1,
    "maxLength": 200
  }
} as const;

export const SearchPhoneNumbersRules = {
  "country": {},
  "type": {
    "enum": [
      "local",
      "mobile",
      "toll-free"
    ]
  },
  "areaCode": {},
  "locality": {
    "minLength": 1,
    "maxLength": 80
  },
  "contains": {},
  "capabilities": {
    "maxItems": 2
  },
  "maxPrice": {
    "maximum": 10000
  },
  "currency": {
    "enum": [
      "EUR",
      "CHF",
      "CAD",
      "USD",
      "GBP"
    ]
  },
  "limit": {
    "minimum": 1,
    "maximum": 50
  }
} as const;

export const UpdateKnowledgeBaseRules = {
  "name": {
    "minLength": 1,
    "maxLength": 80
  },
  "description": {
    "maxLength": 1000
  }
} as const;

export const CreateApiKeyRules = {
  "name": {
    "minLength": 1,
    "maxLength": 80
  },
  "role": {
    "enum": [
      "viewer",
      "member",
      "admin"
    ]
  },
  "scopes": {
    "maxItems": 4
  },
  "expiresAt": {}
} as const;

export const CreateWebhookRules = {
  "url": {
    "minLength": 1,
    "maxLength": 2000
  },
  "description": {
    "minLength": 1,
    "maxLength": 200
  },
  "eventTypes": {
    "maxItems": 35
  },
  "state": {
    "enum": [
      "enabled",
      "disabled"
    ]
  }
} as const;

export const UpdateFunctionRules = {
  "name": {},
  "description": {
    "minLength": 1,
    "maxLength": 900
  },
  "settings": {}
} as const;

export const CreateSquadRules = {
  "members": {
    "maxItems": 10
  },
  "name": {
    "minLength": 1,
    "maxLength": 80
  }
} as const;

export const UpdateTestSuiteRules = {
  "name": {
    "minLength": 1,
    "maxLength": 80
  },
  "description": {
    "maxLength": 1000
  }
} as const;

export const UpdateTestRules = {
  "name": {
    "minLength": 1,
    "maxLength": 80
  },
  "channel": {
    "enum": [
      "chat",
      "voice"
    ]
  },
  "language": {
    "enum": [
      "fr",
      "en"
    ]
  },
  "script": {
    "minLength": 1,
    "maxLength": 8000
  },
  "personality": {
    "enum": [
      "calm",
      "hurried",
      "confused",
      "angry",
      "talkative",
      "hesitant"
    ]
  },
  "personalityDetails": {
    "minLength": 1,
    "maxLength": 1000
  },
  "rubrics": {
    "maxItems": 10
  },
  "attempts": {
    "minimum": 1,
    "maximum": 10
  },
  "variables": {},
  "mocks": {
    "maxItems": 20
  }
} as const;

export const UpdateTestRunRules = {
  "name": {
    "minLength": 1,
    "maxLength": 80
  }
} as const;
