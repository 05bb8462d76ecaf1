// Written by scripts/openapi.ts from services/gateway/openapi.json.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check the service's health */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what a mail's link to unsubscribe turns off */
        get: operations["getUnsubscription"];
        put?: never;
        /** Unsubscribe from what a mail was about */
        post: operations["unsubscribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count calls */
        get: operations["getCallStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/calls/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a call's timeline */
        get: operations["getCallTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count received calls by hour of the week */
        get: operations["getCallHours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count what callers ask for */
        get: operations["getCallSubjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the month's usage */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys */
        get: operations["listApiKeys"];
        put?: never;
        /** Create an API key */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an API key */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /** Revoke an API key */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        /** Update an API key */
        patch: operations["updateApiKey"];
        trace?: never;
    };
    "/v1/assistants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List assistants */
        get: operations["listAssistants"];
        put?: never;
        /** Create an assistant */
        post: operations["createAssistant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an assistant */
        get: operations["getAssistant"];
        put?: never;
        post?: never;
        /** Delete an assistant */
        delete: operations["deleteAssistant"];
        options?: never;
        head?: never;
        /** Update an assistant */
        patch: operations["updateAssistant"];
        trace?: never;
    };
    "/v1/assistants/{id}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Chat with an assistant */
        post: operations["chatWithAssistant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the draft of a assistant */
        get: operations["getAssistantDraft"];
        /** Keep a draft of a assistant */
        put: operations["keepAssistantDraft"];
        post?: never;
        /** Discard the draft of a assistant */
        delete: operations["discardAssistantDraft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/draft/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publish the draft of an assistant later */
        put: operations["planAssistantPublication"];
        post?: never;
        /** Do not publish the draft of an assistant later */
        delete: operations["dropAssistantPublication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publish an assistant only when tests have passed */
        put: operations["keepAssistantGate"];
        post?: never;
        /** Publish an assistant without tests again */
        delete: operations["removeAssistantGate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish the draft of a assistant */
        post: operations["publishAssistantDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/publishing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what stands before the publication of an assistant */
        get: operations["getAssistantPublishing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rotate an assistant's secret */
        post: operations["rotateAssistantSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an assistant's versions */
        get: operations["listAssistantVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a version of an assistant */
        get: operations["getAssistantVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/assistants/{id}/versions/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a version of an assistant */
        post: operations["restoreAssistantVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocked-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List blocked numbers */
        get: operations["listBlockedNumbers"];
        put?: never;
        /** Block a number */
        post: operations["createBlockedNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocked-numbers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unblock a number */
        delete: operations["deleteBlockedNumber"];
        options?: never;
        head?: never;
        /** Update a blocked number */
        patch: operations["updateBlockedNumber"];
        trace?: never;
    };
    "/v1/call-end-reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List reasons for a call's end */
        get: operations["listCallEndReasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/caller-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List messages that callers left */
        get: operations["listCallerMessages"];
        put?: never;
        /** Note what a caller said in a call */
        post: operations["createCallerMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/caller-messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message that a caller left */
        get: operations["getCallerMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Update a caller's message: who takes care of it, a note, whether it is handled */
        patch: operations["updateCallerMessage"];
        trace?: never;
    };
    "/v1/callers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export everything of a caller */
        get: operations["getCallerData"];
        put?: never;
        post?: never;
        /** Erase everything of a caller */
        delete: operations["eraseCaller"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List calls */
        get: operations["listCalls"];
        put?: never;
        /** Place calls */
        post: operations["createCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to all calls */
        get: operations["liveCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/web": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask whether one can speak from a browser */
        get: operations["getWebCalling"];
        put?: never;
        /** Speak with an assistant from a browser */
        post: operations["createWebCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a call */
        get: operations["getCall"];
        put?: never;
        post?: never;
        /** Delete a call */
        delete: operations["deleteCall"];
        options?: never;
        head?: never;
        /** Update a call */
        patch: operations["updateCall"];
        trace?: never;
    };
    "/v1/calls/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen in on a call */
        get: operations["listenIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a call */
        post: operations["endCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/journal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a call's journal */
        get: operations["getCallJournal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/listen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to a call */
        get: operations["listenToCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a call's messages */
        get: operations["listMessages"];
        put?: never;
        /** Say something in a live call */
        post: operations["addMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a call's recording */
        get: operations["getRecording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a call over */
        post: operations["transferCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the drafts that wait */
        get: operations["listDrafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List erasures */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an erasure */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List event types */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List events */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an event */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List files */
        get: operations["listFiles"];
        put?: never;
        /** Upload a file */
        post: operations["uploadFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a file */
        get: operations["getFile"];
        put?: never;
        post?: never;
        /** Delete a file */
        delete: operations["deleteFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a file */
        get: operations["getFileContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/passages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was read of a file */
        get: operations["listPassages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/functions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List functions */
        get: operations["listFunctions"];
        put?: never;
        /** Create a function */
        post: operations["createFunction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/functions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a function */
        get: operations["getFunction"];
        put?: never;
        post?: never;
        /** Delete a function */
        delete: operations["deleteFunction"];
        options?: never;
        head?: never;
        /** Update a function */
        patch: operations["updateFunction"];
        trace?: never;
    };
    "/v1/functions/{id}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List calls of a function */
        get: operations["listFunctionCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/functions/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rotate a function's secret */
        post: operations["rotateFunctionSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/functions/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a function */
        post: operations["testFunction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your invitations */
        get: operations["listOwnInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decline an invitation */
        post: operations["declineInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal-days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the days of the journal */
        get: operations["listJournalDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journal-days/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a day of the journal */
        get: operations["getJournalDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List knowledge bases */
        get: operations["listKnowledgeBases"];
        put?: never;
        /** Create a knowledge base */
        post: operations["createKnowledgeBase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a knowledge base */
        get: operations["getKnowledgeBase"];
        put?: never;
        post?: never;
        /** Delete a knowledge base */
        delete: operations["deleteKnowledgeBase"];
        options?: never;
        head?: never;
        /** Update a knowledge base */
        patch: operations["updateKnowledgeBase"];
        trace?: never;
    };
    "/v1/knowledge-bases/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a file to a knowledge base */
        post: operations["addFileToKnowledgeBase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases/{id}/files/{fileId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a file from a knowledge base */
        delete: operations["removeFileFromKnowledgeBase"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases/{id}/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a knowledge base */
        post: operations["queryKnowledgeBase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases/{id}/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what callers asked a knowledge base */
        get: operations["listKnowledgeQuestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases/{id}/questions/{questionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Put a caller's question away */
        delete: operations["deleteKnowledgeQuestion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge-bases/{id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what looks into a knowledge base */
        get: operations["listKnowledgeBaseUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List log entries */
        get: operations["listLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get your profile */
        get: operations["getMe"];
        put?: never;
        post?: never;
        /** Delete your account */
        delete: operations["deleteMe"];
        options?: never;
        head?: never;
        /** Update your profile */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/v1/me/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what you are alerted to */
        get: operations["getAlertSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Update what you are alerted to */
        patch: operations["updateAlertSettings"];
        trace?: never;
    };
    "/v1/me/alerts/mobile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the mobile number for alerts by SMS */
        put: operations["setAlertMobile"];
        post?: never;
        /** Forget the mobile number */
        delete: operations["removeAlertMobile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/alerts/mobile/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the mobile number by its code */
        post: operations["verifyAlertMobile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what waits for somebody, and what is new */
        get: operations["getAttention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message of a call */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the organization */
        get: operations["getOrganization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Update the organization */
        patch: operations["updateOrganization"];
        trace?: never;
    };
    "/v1/organization/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export everything of the organization */
        get: operations["exportOrganization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List invitations */
        get: operations["listInvitations"];
        put?: never;
        /** Invite somebody */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an invitation again */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the plan's limits */
        get: operations["getOrganizationLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /** Change a member's role */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your organizations */
        get: operations["listOrganizations"];
        put?: never;
        /** Create an organization */
        post: operations["createOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an organization */
        delete: operations["deleteOrganization"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List phone numbers */
        get: operations["listPhoneNumbers"];
        put?: never;
        /** Take a phone number into use */
        post: operations["createPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/provision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Order a phone number */
        post: operations["provisionPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Search for phone numbers */
        post: operations["searchPhoneNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/phone-numbers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a phone number */
        get: operations["getPhoneNumber"];
        put?: never;
        post?: never;
        /** Release a phone number */
        delete: operations["releasePhoneNumber"];
        options?: never;
        head?: never;
        /** Update a phone number */
        patch: operations["updatePhoneNumber"];
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find anything by its name or number */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List squads */
        get: operations["listSquads"];
        put?: never;
        /** Create a squad */
        post: operations["createSquad"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a squad */
        get: operations["getSquad"];
        put?: never;
        post?: never;
        /** Delete a squad */
        delete: operations["deleteSquad"];
        options?: never;
        head?: never;
        /** Update a squad */
        patch: operations["updateSquad"];
        trace?: never;
    };
    "/v1/squads/{id}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a squad in writing */
        post: operations["chatWithSquad"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the draft of a squad */
        get: operations["getSquadDraft"];
        /** Keep a draft of a squad */
        put: operations["keepSquadDraft"];
        post?: never;
        /** Discard the draft of a squad */
        delete: operations["discardSquadDraft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/draft/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publish the draft of a squad later */
        put: operations["planSquadPublication"];
        post?: never;
        /** Do not publish the draft of a squad later */
        delete: operations["dropSquadPublication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publish a squad only when tests have passed */
        put: operations["keepSquadGate"];
        post?: never;
        /** Publish a squad without tests again */
        delete: operations["removeSquadGate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a squad's members */
        get: operations["listSquadMembers"];
        put?: never;
        /** Add a member to a squad */
        post: operations["addSquadMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/members/{assistantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member from a squad */
        delete: operations["removeSquadMember"];
        options?: never;
        head?: never;
        /** Change a member of a squad */
        patch: operations["changeSquadMember"];
        trace?: never;
    };
    "/v1/squads/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish the draft of a squad */
        post: operations["publishSquadDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/publishing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what stands before the publication of a squad */
        get: operations["getSquadPublishing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a squad was before */
        get: operations["listSquadVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a squad as it was */
        get: operations["getSquadVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/squads/{id}/versions/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish a squad as it was */
        post: operations["restoreSquadVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/telephony-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List telephony accounts */
        get: operations["listTelephonyCredentials"];
        put?: never;
        /** Add a telephony account */
        post: operations["createTelephonyCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/telephony-credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a telephony account */
        get: operations["getTelephonyCredential"];
        put?: never;
        post?: never;
        /** Delete a telephony account */
        delete: operations["deleteTelephonyCredential"];
        options?: never;
        head?: never;
        /** Update a telephony account */
        patch: operations["updateTelephonyCredential"];
        trace?: never;
    };
    "/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List templates */
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a template */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List test suites */
        get: operations["listTestSuites"];
        put?: never;
        /** Create a test suite */
        post: operations["createTestSuite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a test suite */
        get: operations["getTestSuite"];
        put?: never;
        post?: never;
        /** Delete a test suite */
        delete: operations["deleteTestSuite"];
        options?: never;
        head?: never;
        /** Update a test suite */
        patch: operations["updateTestSuite"];
        trace?: never;
    };
    "/v1/test-suites/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a suite's runs */
        get: operations["listTestRuns"];
        put?: never;
        /** Run a test suite */
        post: operations["createTestRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites/{id}/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a run */
        get: operations["getTestRun"];
        put?: never;
        post?: never;
        /** Delete a run */
        delete: operations["deleteTestRun"];
        options?: never;
        head?: never;
        /** Rename a run */
        patch: operations["updateTestRun"];
        trace?: never;
    };
    "/v1/test-suites/{id}/runs/{runId}/attempts/{attemptId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an attempt of a run */
        get: operations["getTestAttempt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites/{id}/runs/{runId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a run */
        post: operations["cancelTestRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get when a suite is run by itself */
        get: operations["getTestSchedule"];
        /** Run a suite by itself on days of the week */
        put: operations["keepTestSchedule"];
        post?: never;
        /** Run a suite by itself no more */
        delete: operations["removeTestSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites/{id}/tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a suite's tests */
        get: operations["listTests"];
        put?: never;
        /** Create a test */
        post: operations["createTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-suites/{id}/tests/{testId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a test */
        get: operations["getTest"];
        put?: never;
        post?: never;
        /** Delete a test */
        delete: operations["deleteTest"];
        options?: never;
        head?: never;
        /** Update a test */
        patch: operations["updateTest"];
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhooks */
        get: operations["listWebhooks"];
        put?: never;
        /** Create a webhook */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receive a message of Vapi's */
        post: operations["receiveVapiMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Delete a webhook */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Update a webhook */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a webhook's deliveries */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a delivery */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{deliveryId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again */
        post: operations["retryDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ping a webhook */
        post: operations["pingWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replay events to a webhook */
        post: operations["replayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rotate a webhook's secret */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List workflows */
        get: operations["listWorkflows"];
        put?: never;
        /** Create a workflow */
        post: operations["createWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import a workflow from Vapi */
        post: operations["importWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a graph */
        post: operations["validateGraph"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a workflow */
        get: operations["getWorkflow"];
        put?: never;
        post?: never;
        /** Delete a workflow */
        delete: operations["deleteWorkflow"];
        options?: never;
        head?: never;
        /** Update a workflow */
        patch: operations["updateWorkflow"];
        trace?: never;
    };
    "/v1/workflows/{id}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a workflow in writing */
        post: operations["chatWithWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the draft of a workflow */
        get: operations["getWorkflowDraft"];
        /** Keep a draft of a workflow */
        put: operations["keepWorkflowDraft"];
        post?: never;
        /** Discard the draft of a workflow */
        delete: operations["discardWorkflowDraft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/draft/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publish the draft of a workflow later */
        put: operations["planWorkflowPublication"];
        post?: never;
        /** Do not publish the draft of a workflow later */
        delete: operations["dropWorkflowPublication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Place calls with a workflow */
        post: operations["executeWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Publish a workflow only when tests have passed */
        put: operations["keepWorkflowGate"];
        post?: never;
        /** Publish a workflow without tests again */
        delete: operations["removeWorkflowGate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish the draft of a workflow */
        post: operations["publishWorkflowDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/publishing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what stands before the publication of a workflow */
        get: operations["getWorkflowPublishing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a workflow */
        post: operations["validateWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a workflow was before */
        get: operations["listWorkflowVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a workflow as it was */
        get: operations["getWorkflowVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflows/{id}/versions/{version}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish a workflow as it was */
        post: operations["restoreWorkflowVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Health: {
            /** @enum {string} */
            status: "ok" | "degraded";
            /** @enum {string} */
            database: "up" | "down";
            /**
             * @description stale: Auth is away, and its keys serve on
             * @enum {string}
             */
            authKeys: "up" | "stale" | "down";
            /** @description Whether the voice provider (Vapi) answers, as it was found at most some seconds ago */
            voice: {
                /** @enum {string} */
                state: "up" | "down";
                /**
                 * Format: date-time
                 * @description When the voice provider was first seen to fail
                 */
                since: string | null;
                /** @description In one sentence, what that means */
                message: string | null;
            };
        };
        Organization: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            locale: "fr" | "en";
            timeZone: string;
            /** @description Whose way of writing telephone numbers is understood: two letters of ISO 3166-1 */
            country: string;
            /** @description Whether calls may be placed to numbers that cost extra, and passed on to them */
            allowsPremiumNumbers: boolean;
            /** @description After how many days its calls are deleted, with conversations and recordings; null: when somebody deletes them */
            keepsCallsDays: number | null;
            /** @description The same for messages that callers left */
            keepsMessagesDays: number | null;
            /** @description After how many days recordings are deleted, of calls that are kept longer; null: with their calls */
            keepsRecordingsDays: number | null;
            /** @description After how many days entries of the log are deleted */
            keepsLogsDays: number;
            /**
             * @description Your role in it
             * @enum {string}
             */
            role: "viewer" | "member" | "admin" | "owner";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "bad_request" | "bad_json" | "organization_required" | "unauthorized" | "not_a_member" | "role_too_low" | "not_for_api_keys" | "insufficient_scope" | "address_not_verified" | "limit_reached" | "not_found" | "method_not_allowed" | "conflict" | "idempotency_in_progress" | "tests_not_passed" | "call_not_live" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "vapi_refused" | "provider_refused" | "rate_limited" | "internal" | "vapi_unavailable" | "provider_unavailable" | "misconfigured" | "service_unavailable" | "vapi_down" | "auth_unavailable" | "database_unavailable" | "loop_detected";
            detail?: string;
            errors?: {
                path: string;
                message: string;
                /**
                 * @description Of a telephone number: what is wrong with it
                 * @enum {string}
                 */
                code?: "not_a_number" | "unknown_country_code" | "too_short" | "too_long" | "impossible" | "emergency_number" | "short_number" | "short_number_abroad" | "premium_number" | "extension" | "not_mobile";
            }[];
            /** @description With `limit_reached`: what the plan allows, and what is used */
            limit?: {
                name: string;
                allowed: number;
                used: number;
            };
            /** @description With `insufficient_scope`: the key needs any one of them */
            scopes?: ("read" | "write" | "calls" | "webhooks")[];
            /** @description With `tests_not_passed`: the tests that have to pass, and the run that decides, when there is one */
            tests?: {
                /** Format: uuid */
                suiteId: string;
                testIds: string[] | null;
                /** Format: uuid */
                runId: string | null;
                /** @enum {string} */
                state: "none" | "running" | "failed" | "passed";
            };
            requestId: string;
        };
        UpdateOrganization: {
            name?: string;
            /** @enum {string} */
            locale?: "fr" | "en";
            timeZone?: string;
            country?: string;
            /** @description Whether calls may be placed to numbers that cost extra, and passed on to them */
            allowsPremiumNumbers?: boolean;
            /** @description After how many days its calls are deleted, with conversations and recordings; null: when somebody deletes them */
            keepsCallsDays?: number | null;
            /** @description The same for messages that callers left */
            keepsMessagesDays?: number | null;
            /** @description After how many days recordings are deleted, of calls that are kept longer; null: with their calls */
            keepsRecordingsDays?: number | null;
            /** @description After how many days entries of the log are deleted */
            keepsLogsDays?: number;
        };
        OrganizationLimits: {
            /** @enum {string} */
            plan: "starter" | "pro" | "business";
            limits: components["schemas"]["Limit"][];
        };
        Limit: {
            /**
             * @description What is counted, in the unit that the name ends with
             * @enum {string}
             */
            name: "callsAtOnce" | "minutesPerMonth" | "scheduledCalls" | "assistants" | "versionsPerAssistant" | "functions" | "squads" | "workflows" | "knowledgeBases" | "files" | "storageBytes" | "phoneNumbers" | "telephonyCredentials" | "blockedNumbers" | "testSuites" | "tests" | "testRunsPerDay" | "webhooks" | "apiKeys" | "members" | "streams" | "requestsPerMinute" | "callsOutPerDay" | "minutesOutPerDay";
            allowed: number;
            /** @description Null for what is not counted over the organization: requests, streams, versions of an assistant */
            used: number | null;
            /** @description When the count begins anew at `to`; null for what is counted as it stands */
            period: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
            } | null;
        };
        Member: {
            /**
             * Format: uuid
             * @description The person's
             */
            id: string;
            name: string | null;
            email: string | null;
            /** @enum {string} */
            role: "viewer" | "member" | "admin" | "owner";
            /** Format: date-time */
            joinedAt: string;
        };
        UpdatedMember: components["schemas"]["Member"] & {
            revokedApiKeys: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            keptApiKeys: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
        };
        UpdateMember: {
            /** @enum {string} */
            role: "viewer" | "member" | "admin" | "owner";
            /** @description API keys of theirs that go on, and that you answer for from then on; all others are revoked */
            keepApiKeyIds?: string[];
        };
        SettledApiKeys: {
            revokedApiKeys: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            keptApiKeys: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
        };
        Invitation: {
            /** Format: uuid */
            id: string;
            email: string;
            /** @enum {string} */
            role: "viewer" | "member" | "admin" | "owner";
            /**
             * @description Whether the mail has gone out
             * @enum {string}
             */
            mail: "pending" | "sent" | "failed";
            /** @enum {string} */
            status: "open" | "expired";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        CreateInvitation: {
            email: string;
            /** @enum {string} */
            role?: "viewer" | "member" | "admin" | "owner";
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description It may do no more than a member with this role
             * @enum {string}
             */
            role: "viewer" | "member" | "admin";
            /** @description And of that, what it is for */
            scopes: ("read" | "write" | "calls" | "webhooks")[];
            /** @description How the key begins */
            start: string;
            /** @description How it ends */
            lastFour: string;
            /** @enum {string} */
            status: "active" | "expired";
            /** @description Who made it; they may have left since */
            createdBy: {
                /** Format: uuid */
                id: string;
                name: string | null;
            };
            /** @description Who answers for it since whoever did before was removed or demoted; null while its maker does */
            keptBy: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt: string | null;
        };
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description The key itself, this once; null when the request is repeated */
            key: string | null;
        };
        CreateApiKey: {
            name: string;
            /** @enum {string} */
            role?: "viewer" | "member" | "admin";
            /** @description `read` asks, `write` changes, `calls` starts, ends and speaks in calls, `webhooks` subscribes to events and ends its own subscriptions, whatever its role. The role viewer has neither `write` nor `calls`. Without it: `read`, and for a member or an admin `write` and `calls` */
            scopes?: ("read" | "write" | "calls" | "webhooks")[];
            /**
             * Format: date-time
             * @description When it stops to work by itself; null for never
             */
            expiresAt?: string | null;
        };
        UpdateApiKey: {
            name?: string;
            /** @enum {string} */
            role?: "viewer" | "member" | "admin";
            /** @description `read` asks, `write` changes, `calls` starts, ends and speaks in calls, `webhooks` subscribes to events and ends its own subscriptions, whatever its role. The role viewer has neither `write` nor `calls`. Without it: `read`, and for a member or an admin `write` and `calls` */
            scopes?: ("read" | "write" | "calls" | "webhooks")[];
            /**
             * Format: date-time
             * @description When it stops to work by itself; null for never
             */
            expiresAt?: string | null;
        };
        LogEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            /** @description A person, an API key, or the system, which has neither id nor name */
            actor: {
                /** @enum {string} */
                kind: "person" | "system" | "api_key";
                /** Format: uuid */
                id: string | null;
                name: string | null;
            };
            action: string;
            resource: {
                type: string;
                id: string | null;
            };
            /** @enum {string} */
            outcome: "done" | "refused" | "failed";
            /** @description The `X-Request-Id` of the request that did it */
            requestId: string | null;
            detail: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
            /** @description The same for a person to read */
            sentence: {
                fr: string;
                en: string;
            };
        };
        OwnInvitation: {
            /** Format: uuid */
            id: string;
            organization: {
                /** Format: uuid */
                id: string;
                name: string;
            };
            /** @enum {string} */
            role: "viewer" | "member" | "admin" | "owner";
            /** @description Their name, when they gave one */
            invitedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        CreateOrganization: {
            name: string;
            /** @enum {string} */
            locale?: "fr" | "en";
            timeZone?: string;
        };
        Me: {
            /** @enum {string} */
            kind: "person" | "api_key";
            /** Format: uuid */
            id: string;
            /** @description What a connection of another tool is called: your name, or the organization and its key */
            label: string;
            /**
             * Format: uuid
             * @description Whose key it is; null for a person
             */
            organizationId: string | null;
            /** @description What the key is for; null for a person */
            scopes: ("read" | "write" | "calls" | "webhooks")[] | null;
            email: string | null;
            fullName: string | null;
            /** @enum {string} */
            locale: "fr" | "en";
            /**
             * @description How the site looks for you on every device
             * @enum {string}
             */
            theme: "system" | "light" | "dark";
            memberships: {
                organization: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                };
                /** @enum {string} */
                role: "viewer" | "member" | "admin" | "owner";
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        UpdateMe: {
            fullName?: string | null;
            /** @enum {string} */
            locale?: "fr" | "en";
            /** @enum {string} */
            theme?: "system" | "light" | "dark";
        };
        ToolCallAnswer: {
            /** @description What the model is told; what is no text is told as JSON */
            result: Record<string, unknown> | unknown[] | string | number | boolean | null;
        } | {
            /** @description Why it did not work, for the model */
            error: Record<string, unknown> | unknown[] | string | number | boolean | null;
        };
        ToolCallRequest: {
            /** @description The same when it is asked twice; `tool.called` tells it too */
            toolCallId: string;
            function: {
                /**
                 * Format: uuid
                 * @description Null for a tool of an assistant's own
                 */
                id: string | null;
                name: string;
            };
            /** @description By the names of its parameters, and nothing else */
            arguments: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
            /** @description Null while the call is not stored yet, and in a test */
            call: {
                /** Format: uuid */
                id: string;
            } | null;
            /** @description Who is on the telephone; null when nobody knows */
            caller: {
                number: string;
            } | null;
            assistant: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            organization: {
                /** Format: uuid */
                id: string;
            };
            /** @description Whether a person tries it, without a call */
            isTest: boolean;
        };
        Assistant: {
            name: string;
            /** @enum {string} */
            language: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider: "openai" | "anthropic" | "google" | "groq";
            model: string;
            temperature: number;
            systemPrompt: string | null;
            firstMessage: string | null;
            /** @enum {string} */
            firstMessageMode: "assistant-speaks-first" | "assistant-waits-for-user" | "assistant-speaks-first-with-model-generated-message";
            /** @description Said before the first message: that an artificial intelligence speaks. Once there is one it can be put in other words that say so, but not taken away */
            aiNotice: string | null;
            /** @enum {string} */
            voiceProvider: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice: string;
            /** @description Names and words that the voice would say wrongly */
            pronunciations: {
                /** @description As it is written: a whole word or several, in small letters or capitals */
                word: string;
                /** @description As it is said, in the spelling that the voice reads */
                spoken: string;
            }[];
            /** @enum {string} */
            transcriberProvider: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel: string | null;
            transcriberLanguage: string;
            endCallMessage: string | null;
            endCallPhrases: string[];
            maxDurationSeconds: number;
            silenceTimeoutSeconds: number;
            recordingEnabled: boolean;
            summaryPrompt: string | null;
            successPrompt: string | null;
            /** @description JSON Schema of what to extract from the call */
            structuredDataSchema: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            tools: ({
                /** @enum {string} */
                type: "endCall";
            } | {
                /** @enum {string} */
                type: "transferCall";
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                message?: string;
                description?: string;
                /** @description What whoever takes the call is told before the caller is put through; without it they are put through at once */
                announcement?: {
                    /**
                     * @description A summary of the call, in the assistant's language
                     * @enum {string}
                     */
                    kind: "summary";
                } | {
                    /** @enum {string} */
                    kind: "message";
                    text: string;
                };
                /** @description What happens when nobody takes the call. It goes with an announcement: else nobody hears how it ended */
                unanswered?: {
                    /** @description What the caller is told */
                    message: string;
                    /** @description Whether the call ends then; else the assistant goes on with it */
                    hangsUp: boolean;
                };
            } | {
                /** @enum {string} */
                type: "function";
                name: string;
                description: string;
                /** @description JSON Schema of an object */
                parameters?: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
                /** @description Who answers the function: a text of yours, or your server */
                reply: {
                    /** @description What the assistant is told, always the same */
                    text: string;
                } | {
                    /**
                     * Format: uri
                     * @description Your https address, which is asked by us and never by the voice provider
                     */
                    serverUrl: string;
                };
            } | {
                /** @enum {string} */
                type: "takeMessage";
            } | {
                /** @enum {string} */
                type: "openingHours";
                hours: components["schemas"]["WeeklyHours"];
            })[];
            /** @description Functions of the organization that it may use */
            functionIds: string[];
            /** @description Knowledge bases that it looks into before it answers */
            knowledgeBaseIds: string[];
            metadata: {
                [key: string]: string;
            };
            /** Format: uuid */
            id: string;
            vapiAssistantId: string | null;
            sync: components["schemas"]["Sync"];
            /** @description The number of its latest version */
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        WeeklyHours: {
            timeZone: string;
            weekly: {
                days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                from: string;
                /** @description Not open any more; earlier than `from` when it is on the next day */
                to: string;
            }[];
            /**
             * @description Whose public holidays are closed days: a country, a part of France, or a canton, by its ISO 3166 code
             * @default null
             * @enum {string|null}
             */
            publicHolidays: "FR" | "FR-57" | "FR-67" | "FR-68" | "GP" | "MQ" | "GF" | "RE" | "YT" | "NC" | "PF" | "PM" | "BL" | "MF" | "WF" | "BE" | "LU" | "CA-QC" | "CH-AG" | "CH-AI" | "CH-AR" | "CH-BE" | "CH-BL" | "CH-BS" | "CH-FR" | "CH-GE" | "CH-GL" | "CH-GR" | "CH-JU" | "CH-LU" | "CH-NE" | "CH-NW" | "CH-OW" | "CH-SG" | "CH-SH" | "CH-SO" | "CH-SZ" | "CH-TG" | "CH-TI" | "CH-UR" | "CH-VD" | "CH-VS" | "CH-ZG" | "CH-ZH" | null;
            /**
             * @description Days that are not like the week says, before public holidays
             * @default []
             */
            exceptions: {
                /** Format: date */
                date: string;
                name?: string;
                /** @description When it is open on that day after all; empty when it is closed */
                open: {
                    from: string;
                    /** @description Not open any more; earlier than `from` when it is on the next day */
                    to: string;
                }[];
            }[];
        };
        Sync: {
            /**
             * @description Whether Vapi has what is wanted here
             * @enum {string}
             */
            state: "pending" | "synced" | "failed";
            /** @description Why Vapi does not have it, in one sentence */
            error: string | null;
        };
        CreateAssistant: {
            name?: string;
            /** @enum {string} */
            language?: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider?: "openai" | "anthropic" | "google" | "groq";
            model?: string;
            temperature?: number;
            systemPrompt?: string | null;
            firstMessage?: string | null;
            /** @enum {string} */
            firstMessageMode?: "assistant-speaks-first" | "assistant-waits-for-user" | "assistant-speaks-first-with-model-generated-message";
            /** @description Said before the first message: that an artificial intelligence speaks. Once there is one it can be put in other words that say so, but not taken away */
            aiNotice?: string | null;
            /** @enum {string} */
            voiceProvider?: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice?: string;
            /** @description Names and words that the voice would say wrongly */
            pronunciations?: {
                /** @description As it is written: a whole word or several, in small letters or capitals */
                word: string;
                /** @description As it is said, in the spelling that the voice reads */
                spoken: string;
            }[];
            /** @enum {string} */
            transcriberProvider?: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel?: string | null;
            transcriberLanguage?: string;
            endCallMessage?: string | null;
            endCallPhrases?: string[];
            maxDurationSeconds?: number;
            silenceTimeoutSeconds?: number;
            recordingEnabled?: boolean;
            summaryPrompt?: string | null;
            successPrompt?: string | null;
            /** @description JSON Schema of what to extract from the call */
            structuredDataSchema?: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            tools?: ({
                /** @enum {string} */
                type: "endCall";
            } | {
                /** @enum {string} */
                type: "transferCall";
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                message?: string;
                description?: string;
                /** @description What whoever takes the call is told before the caller is put through; without it they are put through at once */
                announcement?: {
                    /**
                     * @description A summary of the call, in the assistant's language
                     * @enum {string}
                     */
                    kind: "summary";
                } | {
                    /** @enum {string} */
                    kind: "message";
                    text: string;
                };
                /** @description What happens when nobody takes the call. It goes with an announcement: else nobody hears how it ended */
                unanswered?: {
                    /** @description What the caller is told */
                    message: string;
                    /** @description Whether the call ends then; else the assistant goes on with it */
                    hangsUp: boolean;
                };
            } | {
                /** @enum {string} */
                type: "function";
                name: string;
                description: string;
                /** @description JSON Schema of an object */
                parameters?: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
                /** @description Who answers the function: a text of yours, or your server */
                reply: {
                    /** @description What the assistant is told, always the same */
                    text: string;
                } | {
                    /**
                     * Format: uri
                     * @description Your https address, which is asked by us and never by the voice provider
                     */
                    serverUrl: string;
                };
            } | {
                /** @enum {string} */
                type: "takeMessage";
            } | {
                /** @enum {string} */
                type: "openingHours";
                hours: components["schemas"]["WeeklyHours"];
            })[];
            /** @description Functions of the organization that it may use */
            functionIds?: string[];
            /** @description Knowledge bases that it looks into before it answers */
            knowledgeBaseIds?: string[];
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description The trade whose finished assistant it starts from; what else is named here takes its place
             * @enum {string}
             */
            template?: "medical-secretary" | "doctor" | "law-firm" | "restaurant" | "hotel" | "estate-agent" | "hairdresser" | "garage" | "craftsman" | "shop";
            /** @description With `template`: what its questions are answered with, by their keys */
            answers?: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
        };
        UpdateAssistant: {
            name?: string;
            /** @enum {string} */
            language?: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider?: "openai" | "anthropic" | "google" | "groq";
            model?: string;
            temperature?: number;
            systemPrompt?: string | null;
            firstMessage?: string | null;
            /** @enum {string} */
            firstMessageMode?: "assistant-speaks-first" | "assistant-waits-for-user" | "assistant-speaks-first-with-model-generated-message";
            /** @description Said before the first message: that an artificial intelligence speaks. Once there is one it can be put in other words that say so, but not taken away */
            aiNotice?: string | null;
            /** @enum {string} */
            voiceProvider?: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice?: string;
            /** @description Names and words that the voice would say wrongly */
            pronunciations?: {
                /** @description As it is written: a whole word or several, in small letters or capitals */
                word: string;
                /** @description As it is said, in the spelling that the voice reads */
                spoken: string;
            }[];
            /** @enum {string} */
            transcriberProvider?: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel?: string | null;
            transcriberLanguage?: string;
            endCallMessage?: string | null;
            endCallPhrases?: string[];
            maxDurationSeconds?: number;
            silenceTimeoutSeconds?: number;
            recordingEnabled?: boolean;
            summaryPrompt?: string | null;
            successPrompt?: string | null;
            /** @description JSON Schema of what to extract from the call */
            structuredDataSchema?: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            tools?: ({
                /** @enum {string} */
                type: "endCall";
            } | {
                /** @enum {string} */
                type: "transferCall";
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                message?: string;
                description?: string;
                /** @description What whoever takes the call is told before the caller is put through; without it they are put through at once */
                announcement?: {
                    /**
                     * @description A summary of the call, in the assistant's language
                     * @enum {string}
                     */
                    kind: "summary";
                } | {
                    /** @enum {string} */
                    kind: "message";
                    text: string;
                };
                /** @description What happens when nobody takes the call. It goes with an announcement: else nobody hears how it ended */
                unanswered?: {
                    /** @description What the caller is told */
                    message: string;
                    /** @description Whether the call ends then; else the assistant goes on with it */
                    hangsUp: boolean;
                };
            } | {
                /** @enum {string} */
                type: "function";
                name: string;
                description: string;
                /** @description JSON Schema of an object */
                parameters?: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
                /** @description Who answers the function: a text of yours, or your server */
                reply: {
                    /** @description What the assistant is told, always the same */
                    text: string;
                } | {
                    /**
                     * Format: uri
                     * @description Your https address, which is asked by us and never by the voice provider
                     */
                    serverUrl: string;
                };
            } | {
                /** @enum {string} */
                type: "takeMessage";
            } | {
                /** @enum {string} */
                type: "openingHours";
                hours: components["schemas"]["WeeklyHours"];
            })[];
            /** @description Functions of the organization that it may use */
            functionIds?: string[];
            /** @description Knowledge bases that it looks into before it answers */
            knowledgeBaseIds?: string[];
            metadata?: {
                [key: string]: string;
            };
        };
        AssistantVersionSummary: {
            version: number;
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            restoredFrom: number | null;
            /** Format: date-time */
            createdAt: string;
        };
        AssistantVersion: components["schemas"]["AssistantVersionSummary"] & {
            settings: components["schemas"]["AssistantSettings"];
        };
        AssistantSettings: {
            name: string;
            /** @enum {string} */
            language: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider: "openai" | "anthropic" | "google" | "groq";
            model: string;
            temperature: number;
            systemPrompt: string | null;
            firstMessage: string | null;
            /** @enum {string} */
            firstMessageMode: "assistant-speaks-first" | "assistant-waits-for-user" | "assistant-speaks-first-with-model-generated-message";
            /** @description Said before the first message: that an artificial intelligence speaks. Once there is one it can be put in other words that say so, but not taken away */
            aiNotice: string | null;
            /** @enum {string} */
            voiceProvider: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice: string;
            /** @description Names and words that the voice would say wrongly */
            pronunciations: {
                /** @description As it is written: a whole word or several, in small letters or capitals */
                word: string;
                /** @description As it is said, in the spelling that the voice reads */
                spoken: string;
            }[];
            /** @enum {string} */
            transcriberProvider: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel: string | null;
            transcriberLanguage: string;
            endCallMessage: string | null;
            endCallPhrases: string[];
            maxDurationSeconds: number;
            silenceTimeoutSeconds: number;
            recordingEnabled: boolean;
            summaryPrompt: string | null;
            successPrompt: string | null;
            /** @description JSON Schema of what to extract from the call */
            structuredDataSchema: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            tools: ({
                /** @enum {string} */
                type: "endCall";
            } | {
                /** @enum {string} */
                type: "transferCall";
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                message?: string;
                description?: string;
                /** @description What whoever takes the call is told before the caller is put through; without it they are put through at once */
                announcement?: {
                    /**
                     * @description A summary of the call, in the assistant's language
                     * @enum {string}
                     */
                    kind: "summary";
                } | {
                    /** @enum {string} */
                    kind: "message";
                    text: string;
                };
                /** @description What happens when nobody takes the call. It goes with an announcement: else nobody hears how it ended */
                unanswered?: {
                    /** @description What the caller is told */
                    message: string;
                    /** @description Whether the call ends then; else the assistant goes on with it */
                    hangsUp: boolean;
                };
            } | {
                /** @enum {string} */
                type: "function";
                name: string;
                description: string;
                /** @description JSON Schema of an object */
                parameters?: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
                /** @description Who answers the function: a text of yours, or your server */
                reply: {
                    /** @description What the assistant is told, always the same */
                    text: string;
                } | {
                    /**
                     * Format: uri
                     * @description Your https address, which is asked by us and never by the voice provider
                     */
                    serverUrl: string;
                };
            } | {
                /** @enum {string} */
                type: "takeMessage";
            } | {
                /** @enum {string} */
                type: "openingHours";
                hours: components["schemas"]["WeeklyHours"];
            })[];
            /** @description Functions of the organization that it may use */
            functionIds: string[];
            /** @description Knowledge bases that it looks into before it answers */
            knowledgeBaseIds: string[];
            metadata: {
                [key: string]: string;
            };
        };
        ToolSecret: {
            /** @description What is sent from now on is signed with it. Shown this once */
            secret: string;
            /**
             * Format: date-time
             * @description Until then what is sent carries a signature of the one before too; null when there is none
             */
            previousExpiresAt: string | null;
        };
        Function: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description When to use it, in words for the model */
            description: string;
            settings: components["schemas"]["FunctionSettings"];
            vapiToolId: string | null;
            sync: components["schemas"]["Sync"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        FunctionSettings: {
            /** @enum {string} */
            kind: "function";
            /**
             * @description JSON Schema of an object, in the subset that the voice provider takes
             * @default {
             *       "type": "object",
             *       "properties": {}
             *     }
             */
            parameters: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
            server: {
                /** @description Your https address, which is asked by us and never by the voice provider */
                url: string;
                /**
                 * @description A secret value is shown masked; sent back as it is shown, it stays as it was
                 * @default []
                 */
                headers: {
                    name: string;
                    value: string;
                    /**
                     * @description Kept sealed, and shown masked
                     * @default true
                     */
                    isSecret: boolean;
                }[];
                /** @default 8 */
                timeoutSeconds: number;
            };
        } | {
            /** @enum {string} */
            kind: "apiRequest";
            /**
             * @description JSON Schema of an object, in the subset that the voice provider takes
             * @default {
             *       "type": "object",
             *       "properties": {}
             *     }
             */
            parameters: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
            /** @enum {string} */
            method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
            /** @description An https address; `{name}` in its path or query is replaced by that parameter */
            url: string;
            /**
             * @description A secret value is shown masked; sent back as it is shown, it stays as it was
             * @default []
             */
            headers: {
                name: string;
                value: string;
                /**
                 * @description Kept sealed, and shown masked
                 * @default true
                 */
                isSecret: boolean;
            }[];
            /** @default 8 */
            timeoutSeconds: number;
        } | {
            /** @enum {string} */
            kind: "transferCall";
            destinations: {
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                /** @description When to pass the call on to it */
                when: string;
                /** @description Spoken before the call is passed on */
                message?: string;
            }[];
        } | {
            /** @enum {string} */
            kind: "endCall";
        } | {
            /** @enum {string} */
            kind: "sms";
            /**
             * Format: uuid
             * @description A Twilio number of yours
             */
            phoneNumberId: string;
        } | {
            /** @enum {string} */
            kind: "knowledge";
            /** Format: uuid */
            knowledgeBaseId: string;
        } | {
            /** @enum {string} */
            kind: "takeMessage";
        } | {
            /** @enum {string} */
            kind: "openingHours";
            hours: components["schemas"]["WeeklyHours"];
        };
        NewFunction: components["schemas"]["Function"] & {
            /** @description Signs what your server is sent (Standard Webhooks), this once; null when the request is repeated, and for other kinds */
            secret: string | null;
        };
        CreateFunction: {
            name: string;
            /** @description When to use it, in words for the model */
            description: string;
            settings: components["schemas"]["FunctionSettings"];
        };
        UpdateFunction: {
            name?: string;
            /** @description When to use it, in words for the model */
            description?: string;
            settings?: components["schemas"]["FunctionSettings"];
        };
        FunctionCallPage: {
            items: components["schemas"]["FunctionCall"][];
            nextCursor: string | null;
            figures: {
                /** @description Of so many days until now */
                days: number;
                calls: number;
                failed: number;
                medianMs: number | null;
            };
        };
        FunctionCall: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            /**
             * @description All but `answered` are failures
             * @enum {string}
             */
            outcome: "answered" | "bad_arguments" | "said_no" | "bad_status" | "timed_out" | "unreachable" | "not_allowed" | "failed";
            /** @description The HTTP status that your address answered */
            status: number | null;
            /** @description Until the answer was ready for the assistant */
            durationMs: number;
            /** @description The telephone call; null for the moments until it is stored */
            call: {
                /** Format: uuid */
                id: string;
                customer: {
                    name: string | null;
                    number: string | null;
                };
            } | null;
        };
        FunctionTest: {
            /**
             * @description described: it was not done, `would` says what would happen
             * @enum {string}
             */
            outcome: "answered" | "failed" | "described";
            /** @description What was asked, secrets masked; null when nobody outside is asked */
            request: {
                method: string;
                url: string;
                headers: {
                    [key: string]: string;
                };
                body: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            answer: {
                status: number;
                headers: {
                    [key: string]: string;
                };
                body: string;
                /** @description Whether the body went on */
                isCut: boolean;
            } | null;
            /** @description What the model would be told */
            result: string | null;
            /** @description Why the model would be told that it failed */
            error: string | null;
            would: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            durationMs: number;
        };
        TestFunction: {
            /** @description By the names of its parameters, as the model would */
            arguments?: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
        };
        Squad: {
            /** Format: uuid */
            id: string;
            name: string;
            members: components["schemas"]["SquadMember"][];
            vapiSquadId: string | null;
            sync: components["schemas"]["Sync"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        SquadMember: {
            /** Format: uuid */
            assistantId: string;
            /** @description Of the assistant */
            name: string;
            handoffs: {
                /** Format: uuid */
                to: string;
                when: string;
                message?: string;
            }[];
        };
        CreateSquad: {
            /** @description The first one answers the call */
            members: {
                /** Format: uuid */
                assistantId: string;
                handoffs?: {
                    /**
                     * Format: uuid
                     * @description Another member of the squad
                     */
                    to: string;
                    /** @description When to hand the call over, as one would tell a person */
                    when: string;
                    /** @description Spoken before the call is handed over */
                    message?: string;
                }[];
            }[];
            name: string;
        };
        UpdateSquad: {
            /** @description The first one answers the call */
            members?: {
                /** Format: uuid */
                assistantId: string;
                /** @default [] */
                handoffs: {
                    /**
                     * Format: uuid
                     * @description Another member of the squad
                     */
                    to: string;
                    /** @description When to hand the call over, as one would tell a person */
                    when: string;
                    /** @description Spoken before the call is handed over */
                    message?: string;
                }[];
            }[];
            name?: string;
        };
        AddSquadMember: {
            /** Format: uuid */
            assistantId: string;
            handoffs?: {
                /**
                 * Format: uuid
                 * @description Another member of the squad
                 */
                to: string;
                /** @description When to hand the call over, as one would tell a person */
                when: string;
                /** @description Spoken before the call is handed over */
                message?: string;
            }[];
            /** @description 1 is who answers; without it, the last */
            position?: number;
        };
        ChangeSquadMember: {
            handoffs?: {
                /**
                 * Format: uuid
                 * @description Another member of the squad
                 */
                to: string;
                /** @description When to hand the call over, as one would tell a person */
                when: string;
                /** @description Spoken before the call is handed over */
                message?: string;
            }[];
            position?: number;
        };
        Template: {
            key: string;
            /** @enum {string} */
            language: "fr" | "en";
            title: string;
            description: string;
            questions: {
                /** @description The name of its answer in `answers` */
                key: string;
                /**
                 * @description What it is answered with; `hours` with WeeklyHours, `list` with texts
                 * @enum {string}
                 */
                kind: "text" | "longText" | "phone" | "hours" | "choice" | "list";
                label: string;
                help: string;
                isRequired: boolean;
                /** @description What it is when nobody answers */
                default: string | null;
                /** @description An answer, as it is given */
                example: string | string[] | components["schemas"]["WeeklyHours"];
                /** @description Of a choice */
                options: {
                    value: string;
                    label: string;
                }[] | null;
            }[];
            /** @description The assistant that the examples of its questions give */
            preview: {
                name: string;
                /** @description Said at the start of every call */
                aiNotice: string;
                /** @description Said after the notice */
                firstMessage: string;
                /** @description The types of its tools */
                functions: string[];
                /** @description What is taken from each call */
                extracted: {
                    name: string;
                    type: string;
                    description: string;
                }[];
            };
        };
        WorkflowSummary: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description A draft has faults: it is kept here alone and cannot be executed
             * @enum {string}
             */
            state: "draft" | "ready";
            /** @description The squad that it is at the voice provider */
            vapiSquadId: string | null;
            sync: components["schemas"]["Sync"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            nodeCount: number;
            faultCount: number;
        };
        Workflow: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description A draft has faults: it is kept here alone and cannot be executed
             * @enum {string}
             */
            state: "draft" | "ready";
            /** @description The squad that it is at the voice provider */
            vapiSquadId: string | null;
            sync: components["schemas"]["Sync"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            nodes: components["schemas"]["WorkflowNode"][];
            edges: components["schemas"]["WorkflowEdge"][];
            /** @description Variables that are known when a call begins: `execute` has to give them */
            inputs: string[];
            /** @description What every node is told */
            prompt: string;
            /** @description What people write beside the drawing; no caller hears it */
            notes: components["schemas"]["WorkflowNote"][];
            /** @enum {string} */
            language: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider: "openai" | "anthropic" | "google" | "groq";
            model: string;
            temperature: number;
            /** @enum {string} */
            voiceProvider: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice: string;
            /** @enum {string} */
            transcriberProvider: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel: string | null;
            transcriberLanguage: string;
            maxDurationSeconds: number;
            silenceTimeoutSeconds: number;
            recordingEnabled: boolean;
            faults: components["schemas"]["WorkflowFault"][];
        };
        WorkflowNode: {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "start";
            /**
             * @description What is said first; null: the model greets
             * @default null
             */
            firstMessage: string | null;
        } | {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "conversation";
            /** @default  */
            prompt: string;
            /** @default [] */
            variables: {
                /** @description Used in the texts of later nodes as {{name}} */
                name: string;
                /** @enum {string} */
                type: "string" | "number" | "integer" | "boolean";
                /** @description What it is, in words for the model */
                description: string;
            }[];
        } | {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "global";
            /**
             * @description When any other node gives the call over to this one
             * @default
             */
            when: string;
            /** @default  */
            prompt: string;
            /** @default [] */
            variables: {
                /** @description Used in the texts of later nodes as {{name}} */
                name: string;
                /** @enum {string} */
                type: "string" | "number" | "integer" | "boolean";
                /** @description What it is, in words for the model */
                description: string;
            }[];
        } | {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "function";
            /**
             * Format: uuid
             * @default null
             */
            functionId: string | null;
            /**
             * @description What to mind when it is called
             * @default
             */
            prompt: string;
            /**
             * @description Spoken before it is called
             * @default null
             */
            message: string | null;
        } | {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "apiRequest";
            /**
             * @default GET
             * @enum {string}
             */
            method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
            /**
             * @description An https address; {{name}} is replaced by a variable
             * @default null
             */
            url: string | null;
            /**
             * @description What it is for, in words for the model
             * @default
             */
            description: string;
            /**
             * @description JSON Schema of an object: what the model fills in, sent as the body
             * @default null
             */
            parameters: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            /** @default  */
            prompt: string;
            /**
             * @description Spoken before it is asked
             * @default null
             */
            message: string | null;
            /**
             * @description What is taken from the answer
             * @default []
             */
            variables: {
                /** @description Used in the texts of later nodes as {{name}} */
                name: string;
                /** @enum {string} */
                type: "string" | "number" | "integer" | "boolean";
                /** @description What it is, in words for the model */
                description: string;
            }[];
        } | {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "transfer";
            /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
            number?: string | null;
            /**
             * @description Spoken before the call is passed on
             * @default null
             */
            message: string | null;
        } | {
            id: string;
            name: string;
            /**
             * @description On a canvas
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @enum {string} */
            kind: "end";
            /**
             * @description Spoken before the call is ended
             * @default null
             */
            message: string | null;
        };
        WorkflowEdge: {
            id: string;
            from: string;
            to: string;
            /**
             * @description When this way is taken; may be empty where there is no other
             * @default
             */
            condition: string;
        };
        WorkflowNote: {
            id: string;
            /**
             * @description The node that it is about; null: it stands in the drawing alone
             * @default null
             */
            nodeId: string | null;
            /**
             * @description On a canvas; of a note about a node, from that node
             * @default {
             *       "x": 0,
             *       "y": 0
             *     }
             */
            position: {
                x: number;
                y: number;
            };
            /** @default  */
            text: string;
            /**
             * @description Who wrote it, as its client says
             * @default
             */
            author: string;
            /**
             * Format: date-time
             * @description When it was last written, as its client says
             * @default null
             */
            at: string | null;
        };
        WorkflowFault: {
            /** @enum {string} */
            code: "no_start" | "several_starts" | "start_branches" | "start_not_conversation" | "duplicate_id" | "repeated_name" | "unknown_node" | "forbidden_edge" | "repeated_edge" | "unreachable" | "no_way_out" | "endless_loop" | "edge_without_condition" | "global_without_condition" | "missing_prompt" | "missing_function" | "missing_url" | "missing_transfer_target" | "variable_not_extracted";
            nodeId: string | null;
            edgeId: string | null;
            /** @description One sentence */
            message: string;
        };
        CreateWorkflow: {
            nodes?: components["schemas"]["WorkflowNode"][];
            edges?: components["schemas"]["WorkflowEdge"][];
            /** @description Variables that are known when a call begins: `execute` has to give them */
            inputs?: string[];
            /** @description What every node is told */
            prompt?: string;
            /** @description What people write beside the drawing; no caller hears it */
            notes?: components["schemas"]["WorkflowNote"][];
            /** @enum {string} */
            language?: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider?: "openai" | "anthropic" | "google" | "groq";
            model?: string;
            temperature?: number;
            /** @enum {string} */
            voiceProvider?: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice?: string;
            /** @enum {string} */
            transcriberProvider?: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel?: string | null;
            transcriberLanguage?: string;
            maxDurationSeconds?: number;
            silenceTimeoutSeconds?: number;
            recordingEnabled?: boolean;
            name: string;
        };
        ImportedWorkflow: {
            workflow: components["schemas"]["Workflow"];
            notCarriedOver: {
                /** @description The node's name in the export; null: the workflow itself */
                node: string | null;
                /** @description Where it stood there */
                field: string;
                /** @description One sentence */
                message: string;
            }[];
        };
        ImportWorkflow: {
            /** @description What it is called here; without it, as in the export */
            name?: string;
            /** @description A workflow as `GET /workflow/{id}` of Vapi gave it until August 2026 */
            export: {
                name?: string;
                nodes: ({
                    name?: string;
                } & {
                    [key: string]: unknown;
                })[];
                edges: ({
                    from: string;
                    to: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
        };
        ValidateWorkflow: {
            nodes: components["schemas"]["WorkflowNode"][];
            edges: components["schemas"]["WorkflowEdge"][];
            /** @description Variables that are known when a call begins: `execute` has to give them */
            inputs?: string[];
            /** @description What every node is told */
            prompt?: string;
        };
        UpdateWorkflow: {
            nodes?: components["schemas"]["WorkflowNode"][];
            edges?: components["schemas"]["WorkflowEdge"][];
            /** @description Variables that are known when a call begins: `execute` has to give them */
            inputs?: string[];
            /** @description What every node is told */
            prompt?: string;
            /** @description What people write beside the drawing; no caller hears it */
            notes?: components["schemas"]["WorkflowNote"][];
            /** @enum {string} */
            language?: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
            /** @enum {string} */
            modelProvider?: "openai" | "anthropic" | "google" | "groq";
            model?: string;
            temperature?: number;
            /** @enum {string} */
            voiceProvider?: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
            voice?: string;
            /** @enum {string} */
            transcriberProvider?: "deepgram" | "gladia" | "azure" | "google";
            transcriberModel?: string | null;
            transcriberLanguage?: string;
            maxDurationSeconds?: number;
            silenceTimeoutSeconds?: number;
            recordingEnabled?: boolean;
            name?: string;
        };
        ListedDraft: {
            /** @enum {string} */
            kind: "assistant" | "squad" | "workflow";
            /**
             * Format: uuid
             * @description Of the assistant, squad or workflow
             */
            id: string;
            /** @description Who changed it last */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        AssistantDraft: {
            change: components["schemas"]["UpdateAssistant"];
            /** @description What was published when it was begun, when it `isBehind` */
            base: components["schemas"]["AssistantSettings"] | null;
            /** @description Other settings were published since: `rebase` takes the draft further, over them */
            isBehind: boolean;
            /** @description Who changed it last */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        SquadDraft: {
            change: components["schemas"]["UpdateSquad"];
            /** @description What was published when it was begun, when it `isBehind` */
            base: {
                /** @description The first one answers the call */
                members: {
                    /** Format: uuid */
                    assistantId: string;
                    /** @default [] */
                    handoffs: {
                        /**
                         * Format: uuid
                         * @description Another member of the squad
                         */
                        to: string;
                        /** @description When to hand the call over, as one would tell a person */
                        when: string;
                        /** @description Spoken before the call is handed over */
                        message?: string;
                    }[];
                }[];
                name: string;
            } | null;
            /** @description Other settings were published since: `rebase` takes the draft further, over them */
            isBehind: boolean;
            /** @description Who changed it last */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        SquadVersionSummary: {
            version: number;
            name: string;
            /** @description Who published what took its place */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            replacedAt: string;
        };
        SquadVersion: {
            version: number;
            name: string;
            /** @description Who published what took its place */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            replacedAt: string;
            settings: {
                /** @description The first one answers the call */
                members: {
                    /** Format: uuid */
                    assistantId: string;
                    /** @default [] */
                    handoffs: {
                        /**
                         * Format: uuid
                         * @description Another member of the squad
                         */
                        to: string;
                        /** @description When to hand the call over, as one would tell a person */
                        when: string;
                        /** @description Spoken before the call is handed over */
                        message?: string;
                    }[];
                }[];
            };
        };
        WorkflowDraft: {
            change: components["schemas"]["UpdateWorkflow"];
            /** @description What was published when it was begun, when it `isBehind` */
            base: {
                nodes: components["schemas"]["WorkflowNode"][];
                edges: components["schemas"]["WorkflowEdge"][];
                /** @description Variables that are known when a call begins: `execute` has to give them */
                inputs: string[];
                /** @description What every node is told */
                prompt: string;
                /** @description What people write beside the drawing; no caller hears it */
                notes: components["schemas"]["WorkflowNote"][];
                /** @enum {string} */
                language: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
                /** @enum {string} */
                modelProvider: "openai" | "anthropic" | "google" | "groq";
                model: string;
                temperature: number;
                /** @enum {string} */
                voiceProvider: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
                voice: string;
                /** @enum {string} */
                transcriberProvider: "deepgram" | "gladia" | "azure" | "google";
                transcriberModel: string | null;
                transcriberLanguage: string;
                maxDurationSeconds: number;
                silenceTimeoutSeconds: number;
                recordingEnabled: boolean;
                name: string;
            } | null;
            /** @description Of the workflow as the draft would make it */
            faults: components["schemas"]["WorkflowFault"][];
            /** @description Other settings were published since: `rebase` takes the draft further, over them */
            isBehind: boolean;
            /** @description Who changed it last */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        WorkflowVersionSummary: {
            version: number;
            name: string;
            /** @description Who published what took its place */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            replacedAt: string;
        };
        WorkflowVersion: {
            version: number;
            name: string;
            /** @description Who published what took its place */
            author: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            replacedAt: string;
            settings: {
                nodes: components["schemas"]["WorkflowNode"][];
                edges: components["schemas"]["WorkflowEdge"][];
                /** @description Variables that are known when a call begins: `execute` has to give them */
                inputs: string[];
                /** @description What every node is told */
                prompt: string;
                /** @description What people write beside the drawing; no caller hears it */
                notes: components["schemas"]["WorkflowNote"][];
                /** @enum {string} */
                language: "fr" | "en" | "ar" | "es" | "de" | "it" | "pt" | "nl";
                /** @enum {string} */
                modelProvider: "openai" | "anthropic" | "google" | "groq";
                model: string;
                temperature: number;
                /** @enum {string} */
                voiceProvider: "azure" | "11labs" | "cartesia" | "openai" | "vapi";
                voice: string;
                /** @enum {string} */
                transcriberProvider: "deepgram" | "gladia" | "azure" | "google";
                transcriberModel: string | null;
                transcriberLanguage: string;
                maxDurationSeconds: number;
                silenceTimeoutSeconds: number;
                recordingEnabled: boolean;
            };
        };
        Publishing: {
            gate: {
                /** Format: uuid */
                suiteId: string;
                suiteName: string;
                testIds: string[] | null;
                /** @description How many tests that is; a gate without any lets nothing through */
                testCount: number;
                /** @description How the latest run of these tests came out that played exactly the draft as it is kept; null without a draft */
                draft: {
                    /** @enum {string} */
                    state: "none" | "running" | "passed" | "failed";
                    /** Format: uuid */
                    runId: string | null;
                } | null;
            } | null;
            plan: {
                /** Format: date-time */
                at: string | null;
                /**
                 * @description `failed`: it was not published, and is not tried again
                 * @enum {string}
                 */
                state: "waiting" | "failed";
                problem: {
                    /** @enum {string} */
                    code: "bad_request" | "bad_json" | "organization_required" | "unauthorized" | "not_a_member" | "role_too_low" | "not_for_api_keys" | "insufficient_scope" | "address_not_verified" | "limit_reached" | "not_found" | "method_not_allowed" | "conflict" | "idempotency_in_progress" | "tests_not_passed" | "call_not_live" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "vapi_refused" | "provider_refused" | "rate_limited" | "internal" | "vapi_unavailable" | "provider_unavailable" | "misconfigured" | "service_unavailable" | "vapi_down" | "auth_unavailable" | "database_unavailable" | "loop_detected";
                    detail: string | null;
                } | null;
                askedBy: {
                    /** Format: uuid */
                    id: string;
                    name: string | null;
                };
                /** Format: date-time */
                createdAt: string;
            } | null;
        };
        PublishGate: {
            /** Format: uuid */
            suiteId: string;
            suiteName: string;
            testIds: string[] | null;
            /** @description How many tests that is; a gate without any lets nothing through */
            testCount: number;
            /** @description How the latest run of these tests came out that played exactly the draft as it is kept; null without a draft */
            draft: {
                /** @enum {string} */
                state: "none" | "running" | "passed" | "failed";
                /** Format: uuid */
                runId: string | null;
            } | null;
        };
        KeepPublishGate: {
            /** Format: uuid */
            suiteId: string;
            /** @description Some tests of the suite; null for all that it has at the time */
            testIds?: string[] | null;
        };
        PublishPlan: {
            /** Format: date-time */
            at: string | null;
            /**
             * @description `failed`: it was not published, and is not tried again
             * @enum {string}
             */
            state: "waiting" | "failed";
            problem: {
                /** @enum {string} */
                code: "bad_request" | "bad_json" | "organization_required" | "unauthorized" | "not_a_member" | "role_too_low" | "not_for_api_keys" | "insufficient_scope" | "address_not_verified" | "limit_reached" | "not_found" | "method_not_allowed" | "conflict" | "idempotency_in_progress" | "tests_not_passed" | "call_not_live" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "vapi_refused" | "provider_refused" | "rate_limited" | "internal" | "vapi_unavailable" | "provider_unavailable" | "misconfigured" | "service_unavailable" | "vapi_down" | "auth_unavailable" | "database_unavailable" | "loop_detected";
                detail: string | null;
            } | null;
            askedBy: {
                /** Format: uuid */
                id: string;
                name: string | null;
            };
            /** Format: date-time */
            createdAt: string;
        };
        PlanPublication: {
            /**
             * Format: date-time
             * @description Not before that; null for as soon as the tests of the gate have passed, which are being run
             */
            at?: string | null;
        };
        ChatMessage: {
            message: string;
            /** @description With the draft, instead of what is published */
            draft?: boolean;
            /** @description The `chatId` that an answer of this assistant ended with */
            previousChatId?: string;
        };
        SquadChatTurn: {
            chatId: string;
            /** @description What was said */
            text: string;
            /** @description Who speaks now */
            assistantId: string;
        };
        ChatWithSquad: {
            message: string;
            /** @description With the draft, instead of what is published */
            draft?: boolean;
            /** @description The `chatId` of the turn before */
            previousChatId?: string;
            /**
             * Format: uuid
             * @description Who speaks: the `assistantId` of the turn before; without it, the member that answers the call
             */
            assistantId?: string;
        };
        WorkflowChatTurn: {
            chatId: string;
            /** @description What was said */
            text: string;
            /** @description Where the conversation is now */
            nodeId: string;
            /** @description The ids of the edges that were taken, in order */
            path: string[];
            /** @description It has come to an end, or to a transfer */
            isOver: boolean;
        };
        ChatWithWorkflow: {
            message: string;
            /** @description With the draft, instead of what is published */
            draft?: boolean;
            /** @description The `chatId` of the turn before */
            previousChatId?: string;
            /** @description Where the conversation is: the `nodeId` of the turn before; without it, at the beginning */
            nodeId?: string;
            /** @description Values of its inputs, and of what would have been extracted by then */
            variables?: {
                [key: string]: string;
            };
        };
        CallerMessage: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            callId: string | null;
            /** Format: uuid */
            assistantId: string | null;
            callerName: string | null;
            /** @description As the caller said it, else the number that called */
            callerNumber: string | null;
            subject: string | null;
            body: string;
            isUrgent: boolean;
            /** Format: date-time */
            handledAt: string | null;
            /**
             * Format: uuid
             * @description A person, or an API key
             */
            handledBy: string | null;
            /**
             * Format: uuid
             * @description The member who takes care of it
             */
            assignedTo: string | null;
            /** @description What members wrote beside it */
            note: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        CreateCallerMessage: {
            /**
             * Format: uuid
             * @description The call in which the caller said it: their number is the call's
             */
            callId: string;
            body: string;
            /** @description Without it the call's, when it has one; null for none */
            callerName?: string | null;
            subject?: string;
            isUrgent?: boolean;
        };
        UpdateCallerMessage: {
            handled?: boolean;
            /**
             * Format: uuid
             * @description A member of the organization; null for nobody
             */
            assignedTo?: string | null;
            note?: string | null;
        };
        TestSuite: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string | null;
            testCount: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateTestSuite: {
            name: string;
            description?: string | null;
        };
        UpdateTestSuite: {
            name?: string;
            description?: string | null;
        };
        Test: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            suiteId: string;
            name: string;
            /**
             * Format: uuid
             * @description The call that it was made from
             */
            callId: string | null;
            /**
             * @description In writing, quick and cheap; or spoken, as a caller would hear it
             * @enum {string}
             */
            channel: "chat" | "voice";
            /**
             * @description What the caller speaks
             * @enum {string}
             */
            language: "fr" | "en";
            /** @description Who the caller is, what they want and how they go about it */
            script: string;
            /** @enum {string} */
            personality: "calm" | "hurried" | "confused" | "angry" | "talkative" | "hesitant";
            /** @description What else is particular about the caller */
            personalityDetails: string | null;
            rubrics: {
                /** @description What has to be so after the call, as one would tell a person who listened to it */
                text: string;
                /**
                 * @description False for what is only noted
                 * @default true
                 */
                required: boolean;
            }[];
            /** @description How often the caller calls in a run: conversations differ */
            attempts: number;
            /** @description Values for the `{{variables}}` of the prompts */
            variables: {
                [key: string]: string;
            };
            /** @description What a function answers in this test, instead of being called */
            mocks: {
                function: string;
                result: string;
            }[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateTest: {
            /** @description Needed unless `callId` is given */
            name?: string;
            /**
             * Format: uuid
             * @description A call that is over: what its caller said becomes the script
             */
            callId?: string;
            /**
             * @description In writing, quick and cheap; or spoken, as a caller would hear it
             * @enum {string}
             */
            channel?: "chat" | "voice";
            /**
             * @description What the caller speaks
             * @enum {string}
             */
            language?: "fr" | "en";
            /** @description Who the caller is, what they want and how they go about it */
            script?: string;
            /** @enum {string} */
            personality?: "calm" | "hurried" | "confused" | "angry" | "talkative" | "hesitant";
            /** @description What else is particular about the caller */
            personalityDetails?: string | null;
            rubrics?: {
                /** @description What has to be so after the call, as one would tell a person who listened to it */
                text: string;
                /** @description False for what is only noted */
                required?: boolean;
            }[];
            /** @description How often the caller calls in a run: conversations differ */
            attempts?: number;
            /** @description Values for the `{{variables}}` of the prompts */
            variables?: {
                [key: string]: string;
            };
            /** @description What a function answers in this test, instead of being called */
            mocks?: {
                function: string;
                result: string;
            }[];
        };
        UpdateTest: {
            name?: string;
            /**
             * @description In writing, quick and cheap; or spoken, as a caller would hear it
             * @enum {string}
             */
            channel?: "chat" | "voice";
            /**
             * @description What the caller speaks
             * @enum {string}
             */
            language?: "fr" | "en";
            /** @description Who the caller is, what they want and how they go about it */
            script?: string;
            /** @enum {string} */
            personality?: "calm" | "hurried" | "confused" | "angry" | "talkative" | "hesitant";
            /** @description What else is particular about the caller */
            personalityDetails?: string | null;
            rubrics?: {
                /** @description What has to be so after the call, as one would tell a person who listened to it */
                text: string;
                /** @description False for what is only noted */
                required?: boolean;
            }[];
            /** @description How often the caller calls in a run: conversations differ */
            attempts?: number;
            /** @description Values for the `{{variables}}` of the prompts */
            variables?: {
                [key: string]: string;
            };
            /** @description What a function answers in this test, instead of being called */
            mocks?: {
                function: string;
                result: string;
            }[];
        };
        TestRun: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            suiteId: string;
            name: string | null;
            target: {
                /** @enum {string} */
                type: "assistant" | "squad" | "workflow";
                /** Format: uuid */
                id: string;
                name: string;
            };
            /** @description The revision of the target's draft that was called; null for what was published */
            draft: {
                etag: string;
                /** Format: date-time */
                keptAt: string;
            } | null;
            /** @description Begun by the suite's schedule */
            isScheduled: boolean;
            /** @enum {string} */
            status: "queued" | "running" | "ended";
            /** @enum {string|null} */
            endedReason: "completed" | "canceled" | "failed" | null;
            /** @description Why it failed, when not for a test */
            error: string | null;
            /** @description Once it ended: whether every attempt passed. What could not be judged has not passed */
            passed: boolean | null;
            attempts: {
                total: number;
                queued: number;
                running: number;
                passed: number;
                failed: number;
                skipped: number;
                canceled: number;
            };
            /** Format: date-time */
            cancelAskedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
        };
        TestRunDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            suiteId: string;
            name: string | null;
            target: {
                /** @enum {string} */
                type: "assistant" | "squad" | "workflow";
                /** Format: uuid */
                id: string;
                name: string;
            };
            /** @description The revision of the target's draft that was called; null for what was published */
            draft: {
                etag: string;
                /** Format: date-time */
                keptAt: string;
            } | null;
            /** @description Begun by the suite's schedule */
            isScheduled: boolean;
            /** @enum {string} */
            status: "queued" | "running" | "ended";
            /** @enum {string|null} */
            endedReason: "completed" | "canceled" | "failed" | null;
            /** @description Why it failed, when not for a test */
            error: string | null;
            /** @description Once it ended: whether every attempt passed. What could not be judged has not passed */
            passed: boolean | null;
            attempts: {
                total: number;
                queued: number;
                running: number;
                passed: number;
                failed: number;
                skipped: number;
                canceled: number;
            };
            /** Format: date-time */
            cancelAskedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            /** @description Each attempt of each test */
            results: components["schemas"]["TestAttempt"][];
        };
        TestAttempt: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            testId: string;
            testName: string;
            /** @description Counts from 1 within the test */
            number: number;
            /**
             * @description `skipped`: the call took place, and what the test asks could not be judged
             * @enum {string}
             */
            status: "queued" | "running" | "passed" | "failed" | "skipped" | "canceled";
            reason: string | null;
            rubrics: {
                text: string;
                required: boolean;
                /**
                 * @description Null as long as nobody judged; skipped when nobody could
                 * @enum {string|null}
                 */
                verdict: "passed" | "failed" | "skipped" | null;
                reason: string | null;
            }[];
            latency: {
                turns: number;
                averageTurnMs: number | null;
                averageTranscriberMs: number | null;
                averageModelMs: number | null;
                averageVoiceMs: number | null;
            } | null;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
        };
        CreateTestRun: {
            name?: string;
            /**
             * Format: uuid
             * @description Who is called: an assistant, a squad or a workflow, exactly one of them
             */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            /** @description Call what its draft would make of it, as it is kept at this moment, instead of what is published */
            draft?: boolean;
            /** @description Some tests of the suite; all of them when absent */
            testIds?: string[];
        };
        UpdateTestRun: {
            name: string;
        };
        TestAttemptDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            testId: string;
            testName: string;
            /** @description Counts from 1 within the test */
            number: number;
            /**
             * @description `skipped`: the call took place, and what the test asks could not be judged
             * @enum {string}
             */
            status: "queued" | "running" | "passed" | "failed" | "skipped" | "canceled";
            reason: string | null;
            rubrics: {
                text: string;
                required: boolean;
                /**
                 * @description Null as long as nobody judged; skipped when nobody could
                 * @enum {string|null}
                 */
                verdict: "passed" | "failed" | "skipped" | null;
                reason: string | null;
            }[];
            latency: {
                turns: number;
                averageTurnMs: number | null;
                averageTranscriberMs: number | null;
                averageModelMs: number | null;
                averageVoiceMs: number | null;
            } | null;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            transcript: {
                /** @enum {string} */
                role: "caller" | "assistant" | "tool";
                text: string;
            }[];
        };
        TestSchedule: {
            target: {
                /** @enum {string} */
                type: "assistant" | "squad" | "workflow";
                /** Format: uuid */
                id: string;
                /** @description Null when it is gone */
                name: string | null;
            };
            /** @description On the organization's clock */
            hour: number;
            /** @description Days of the week, from 1 for Monday to 7 */
            days: number[];
            /** Format: date-time */
            nextAt: string;
            askedBy: {
                /** Format: uuid */
                id: string;
                name: string | null;
            };
            /** @description Why the last run could not be begun; null when it was */
            problem: {
                /** @enum {string} */
                code: "bad_request" | "bad_json" | "organization_required" | "unauthorized" | "not_a_member" | "role_too_low" | "not_for_api_keys" | "insufficient_scope" | "address_not_verified" | "limit_reached" | "not_found" | "method_not_allowed" | "conflict" | "idempotency_in_progress" | "tests_not_passed" | "call_not_live" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "vapi_refused" | "provider_refused" | "rate_limited" | "internal" | "vapi_unavailable" | "provider_unavailable" | "misconfigured" | "service_unavailable" | "vapi_down" | "auth_unavailable" | "database_unavailable" | "loop_detected";
                detail: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
        };
        KeepTestSchedule: {
            /**
             * Format: uuid
             * @description Who is called: an assistant, a squad or a workflow, exactly one of them
             */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            /** @description On the organization's clock */
            hour: number;
            /** @description Days of the week, from 1 for Monday to 7 */
            days?: number[];
        };
        WebCalling: {
            /** @description Whether somebody can speak with an assistant from a browser */
            isSetUp: boolean;
        };
        WebCall: {
            /**
             * Format: uuid
             * @description The call's, for its live events and its report
             */
            id: string;
            /**
             * Format: uri
             * @description The room of the voice provider that the browser joins: whoever has it can
             */
            url: string;
        };
        CreateWebCall: {
            /** Format: uuid */
            assistantId: string;
        };
        Call: {
            /** Format: uuid */
            id: string;
            vapiCallId: string | null;
            /** @description Who answered; the name alone when it was a squad or a workflow */
            assistant: {
                /** Format: uuid */
                id: string | null;
                name: string | null;
            } | null;
            /** Format: uuid */
            squadId: string | null;
            /** Format: uuid */
            workflowId: string | null;
            /** @enum {string} */
            direction: "inbound" | "outbound" | "web";
            /** @enum {string} */
            status: "scheduled" | "queued" | "ringing" | "in-progress" | "forwarding" | "ended";
            customer: {
                number: string | null;
                name: string | null;
            };
            phoneNumber: {
                id: string | null;
                number: string | null;
            };
            name: string | null;
            metadata: {
                [key: string]: string;
            };
            /** Format: date-time */
            scheduledAt: string | null;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            /** @description In Vapi's words */
            endedReason: string | null;
            /**
             * @description What it means: see /v1/call-end-reasons
             * @enum {string|null}
             */
            endedFamily: "caller_hung_up" | "assistant_hung_up" | "transferred" | "transfer_failed" | "no_answer" | "voicemail" | "silence" | "time_limit" | "canceled" | "blocked" | "number_refused" | "carrier" | "voice" | "model" | "transcriber" | "provider_account" | "configuration" | "no_assistant" | "plan_limit" | "voice_service" | "unknown" | null;
            /** @enum {string|null} */
            endedSource: "vapi" | "reconciled" | null;
            durationMs: number | null;
            summary: string | null;
            success: boolean | null;
            successEvaluation: string | null;
            structuredData: Record<string, unknown> | unknown[] | string | number | boolean | null;
            cost: {
                totalUsd: number;
                parts: {
                    type: string;
                    provider: string | null;
                    usd: number;
                    minutes: number | null;
                }[];
            } | null;
            latency: {
                averageMs: number | null;
                turns: {
                    turnMs: number | null;
                    modelMs: number | null;
                    voiceMs: number | null;
                    transcriberMs: number | null;
                    endpointingMs: number | null;
                }[];
            } | null;
            /** @description Whether it can be heard, as far as we know */
            hasRecording: boolean;
            /** @description What there is of a recording; null when none was made */
            recording: {
                /**
                 * @description `waiting`: a copy is being made; `kept`: we have one; `unannounced`: the caller was not told of it at the beginning, so it is not kept; `gone`: the voice provider no longer has it; `expired`: the time for which the organization keeps recordings is over
                 * @enum {string}
                 */
                state: "waiting" | "kept" | "unannounced" | "gone" | "expired";
            } | null;
            /**
             * Format: date-time
             * @description When somebody called back, or saw that there is no need to
             */
            followedUpAt: string | null;
            /** @description The number of the latest live event that the history has */
            lastSeq: number;
            sync: {
                /** @enum {string} */
                state: "pending" | "synced" | "failed";
                error: string | null;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description The calls that were made, in the order of the customers */
        CreatedCalls: {
            items: components["schemas"]["Call"][];
        };
        CreateCall: {
            /**
             * Format: uuid
             * @description Who speaks: an assistant, a squad or a workflow, exactly one of them
             */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            /** @description One of the organization's phone numbers; without it, the number that every organization may call from */
            phoneNumberId?: string;
            /** @description Whom to call */
            customer?: {
                /** @description E.164, or as it is written in the organization's country; kept as E.164 */
                number: string;
                name?: string;
            };
            /** @description Or several, a call each */
            customers?: {
                /** @description E.164, or as it is written in the organization's country; kept as E.164 */
                number: string;
                name?: string;
            }[];
            name?: string;
            schedule?: {
                /** Format: date-time */
                earliestAt: string;
                /** Format: date-time */
                latestAt?: string;
            };
            /** @description Values for {{variables}} in the prompt */
            variables?: {
                [key: string]: string;
            };
            metadata?: {
                [key: string]: string;
            };
        };
        UpdateCall: {
            name?: string | null;
            metadata?: {
                [key: string]: string;
            };
            /** @description Somebody called back, or saw that there is no need to */
            isFollowedUp?: boolean;
        };
        TransferCall: {
            /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
            number: string;
            /** @description What the assistant says before, in the caller's language */
            message?: string;
        };
        /** @description The calls that were made, as POST /v1/calls answers */
        ExecutedWorkflow: {
            items: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            }[];
        };
        ExecuteWorkflow: {
            /** @description Whom to call */
            customer?: {
                /** @description E.164, or as it is written in the organization's country; kept as E.164 */
                number: string;
                name?: string;
            };
            /** @description Or several, a call each */
            customers?: {
                /** @description E.164, or as it is written in the organization's country; kept as E.164 */
                number: string;
                name?: string;
            }[];
            /** @description As in POST /v1/calls */
            phoneNumberId?: string;
            name?: string;
            schedule?: {
                /** Format: date-time */
                earliestAt: string;
                /** Format: date-time */
                latestAt?: string;
            };
            /** @description Values for its inputs */
            variables?: {
                [key: string]: string;
            };
            metadata?: {
                [key: string]: string;
            };
        };
        Message: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            callId: string;
            /** @description Its place in the conversation, from 0 */
            position: number;
            /** @enum {string} */
            role: "user" | "assistant" | "system" | "tool";
            text: string | null;
            tool: {
                callId: string;
                name: string;
                arguments: Record<string, unknown> | unknown[] | string | number | boolean | null;
                result: Record<string, unknown> | unknown[] | string | number | boolean | null;
            } | null;
            /** Format: date-time */
            at: string;
            secondsFromStart: number | null;
            durationMs: number | null;
        };
        AddMessage: {
            /** @enum {string} */
            action: "say";
            text: string;
            endCallAfterSpoken?: boolean;
        } | {
            /** @enum {string} */
            action: "add";
            /** @enum {string} */
            role: "system" | "user" | "assistant";
            text: string;
            triggerResponse?: boolean;
        };
        Journal: {
            /** Format: uuid */
            organizationId: string;
            /** Format: uuid */
            callId: string;
            /** @description Whether all hashes, computed anew for this answer, are those that were written */
            isWhole: boolean;
            /** @description The position of the first entry that was changed, or has others missing before */
            brokenAt: number | null;
            entries: {
                /** @description From 1 */
                position: number;
                /**
                 * Format: date-time
                 * @description When it happened, by whoever told of it
                 */
                at: string;
                /**
                 * Format: date-time
                 * @description When it was written down
                 */
                recordedAt: string;
                /** @enum {string} */
                kind: "call.requested" | "call.began" | "assistant.answered" | "call.answered" | "notice.ai" | "notice.recording" | "person.listened" | "person.said" | "person.instructed" | "person.took-over" | "person.hung-up" | "function.called" | "function.answered" | "assistant.handed-over" | "call.transferring" | "call.transferred" | "call.ended" | "call.reported" | "recording.kept" | "recording.not-kept" | "call.deleted";
                /** @description Words and numbers of people are digests: HMAC-SHA256 with the `salt` */
                data: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
                /** @description SHA-256 in hexadecimal */
                previousHash: string;
                /** @description Of `{at, data, kind, position, previousHash, recordedAt}` of this entry, as canonical JSON (RFC 8785) */
                hash: string;
                /** @description Null without digests, and once the call is deleted */
                salt: string | null;
            }[];
            /** @description The days on which these were written; `hash` is null until the day is closed */
            days: {
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                until: string;
                /** @description SHA-256 in hexadecimal */
                hash: string | null;
            }[];
        };
        JournalDay: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organizationId: string;
            /**
             * Format: date-time
             * @description The end of the day before; null for the first
             */
            since: string | null;
            /** Format: date-time */
            until: string;
            /** @description The hash of the day before */
            previousHash: string;
            /** @description Of `{calls, organizationId, previousHash, until}` as canonical JSON (RFC 8785) */
            hash: string;
        };
        JournalDayWithCalls: components["schemas"]["JournalDay"] & {
            /** @description In the order of their ids */
            calls: {
                /** Format: uuid */
                callId: string;
                /** @description Of the call's last entry of that day */
                position: number;
                /** @description Of that entry */
                hash: string;
            }[];
        };
        CallEndReason: {
            /** @enum {string} */
            family: "caller_hung_up" | "assistant_hung_up" | "transferred" | "transfer_failed" | "no_answer" | "voicemail" | "silence" | "time_limit" | "canceled" | "blocked" | "number_refused" | "carrier" | "voice" | "model" | "transcriber" | "provider_account" | "configuration" | "no_assistant" | "plan_limit" | "voice_service" | "unknown";
            fr: {
                title: string;
                /** @description What happened */
                sentence: string;
                /** @description What to do */
                advice: string;
            };
            en: {
                title: string;
                /** @description What happened */
                sentence: string;
                /** @description What to do */
                advice: string;
            };
        };
        CallStats: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** @enum {string} */
            step: "day" | "week" | "month";
            timeZone: string;
            items: {
                /**
                 * Format: date
                 * @description The first day of the period
                 */
                day: string | null;
                assistant: {
                    /** Format: uuid */
                    id: string;
                    name: string | null;
                } | null;
                number: string | null;
                /** @enum {string|null} */
                direction: "inbound" | "outbound" | "web" | null;
                /** @enum {string|null} */
                endedFamily: "caller_hung_up" | "assistant_hung_up" | "transferred" | "transfer_failed" | "no_answer" | "voicemail" | "silence" | "time_limit" | "canceled" | "blocked" | "number_refused" | "carrier" | "voice" | "model" | "transcriber" | "provider_account" | "configuration" | "no_assistant" | "plan_limit" | "voice_service" | "unknown" | null;
                /** @enum {string|null} */
                outcome: "success" | "failure" | "unknown" | null;
                calls: number;
                minutes: number;
                costUsd: number;
                /** @description Of the calls whose success is known, between 0 and 1 */
                successRate: number | null;
                /** @description How many turns the latencies are of */
                turns: number;
                latencyMedianMs: number | null;
                /** @description Within 5 %: latencies are kept in buckets */
                latencyP95Ms: number | null;
            }[];
            total: {
                calls: number;
                minutes: number;
                costUsd: number;
                /** @description Of the calls whose success is known, between 0 and 1 */
                successRate: number | null;
                /** @description How many turns the latencies are of */
                turns: number;
                latencyMedianMs: number | null;
                /** @description Within 5 %: latencies are kept in buckets */
                latencyP95Ms: number | null;
            };
        };
        CallHours: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            timeZone: string;
            items: {
                /** @enum {string} */
                weekday: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
                /** @description It began in it */
                hour: number;
                calls: number;
            }[];
            total: number;
        };
        CallSubjects: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** @enum {string} */
            step: "day" | "week" | "month";
            timeZone: string;
            fields: {
                /** @description Its name in the calls' structured data */
                field: string;
                /** @description In which it was noted */
                calls: number;
                values: {
                    value: string | boolean;
                    calls: number;
                    periods: {
                        /**
                         * Format: date
                         * @description The first day of the period
                         */
                        day: string;
                        calls: number;
                    }[];
                }[];
            }[];
        };
        Usage: {
            /** @enum {string} */
            plan: "starter" | "pro" | "business";
            /** @description The calendar month where the organization is */
            period: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
            };
            items: {
                /** @enum {string} */
                resource: "callsAtOnce" | "minutesPerMonth" | "scheduledCalls" | "assistants" | "functions" | "squads" | "workflows" | "knowledgeBases" | "files" | "storageBytes" | "phoneNumbers" | "telephonyCredentials" | "blockedNumbers" | "testSuites" | "tests" | "testRunsPerDay" | "webhooks" | "apiKeys" | "members";
                used: number;
                allowed: number;
            }[];
            /** @description Ended in the period */
            calls: number;
            /** @description Of those calls */
            costUsd: number;
        };
        CallTimeline: {
            /** Format: uuid */
            callId: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            events: {
                seq: number;
                type: string;
                /** Format: date-time */
                at: string;
                /** @description Since the call began, or since its first event */
                offsetMs: number;
                data: {
                    [key: string]: unknown;
                };
            }[];
            turns: {
                number: number;
                turnMs: number | null;
                modelMs: number | null;
                voiceMs: number | null;
                transcriberMs: number | null;
                endpointingMs: number | null;
            }[];
            tools: {
                toolCallId: string;
                name: string;
                /** Format: date-time */
                at: string;
                /** @description Since the call began, or since its first event */
                offsetMs: number;
                /** @description Until its answer; null when none came, or nobody knows when */
                durationMs: number | null;
                failed: boolean;
            }[];
            handoffs: {
                /** Format: date-time */
                at: string;
                /** @description Since the call began, or since its first event */
                offsetMs: number;
                from: string | null;
                to: string | null;
            }[];
        };
        CallerData: {
            number: string;
            calls: (components["schemas"]["Call"] & {
                messages: components["schemas"]["Message"][];
            })[];
            /** @description On the first page */
            callerMessages: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                callId: string | null;
                callerName: string | null;
                subject: string | null;
                body: string;
                isUrgent: boolean;
                note: string | null;
                /** Format: date-time */
                createdAt: string;
            }[];
            /** @description What they asked a knowledge base in these calls */
            questions: {
                text: string;
                /** Format: date-time */
                createdAt: string;
            }[];
            /** @description That the organization turns them away, since when and why */
            blocked: {
                note: string | null;
                answer: string | null;
                /** Format: date-time */
                createdAt: string;
            } | null;
            nextCursor: string | null;
        };
        Erasure: {
            /** Format: uuid */
            id: string;
            /** @description The last two digits of the number: the number itself is not kept */
            ending: string;
            calls: number;
            /** @description Messages that the caller left */
            messages: number;
            /** @description What was sent, or was to be, to webhooks */
            events: number;
            /** @description What the caller asked a knowledge base */
            questions: number;
            /** @description Calls that nobody sees any more, but that are still to be removed at the voice provider */
            remaining: number;
            /** Format: uuid */
            requestedBy: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        Found: {
            items: {
                /** @enum {string} */
                type: "assistant" | "squad" | "workflow" | "function" | "phone-number" | "caller-message" | "call" | "file" | "knowledge-base" | "test-suite";
                /** Format: uuid */
                id: string;
                /** @description Its name; of a call or a message, that of who called, if it is known */
                name: string | null;
                /** @description Of a phone number, or of who was on the telephone */
                number: string | null;
                /** @description The beginning of a message */
                text: string | null;
                /**
                 * Format: date-time
                 * @description When the call was, the message was taken, or the thing was last changed
                 */
                at: string;
            }[];
        };
        PhoneNumber: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * Format: uuid
             * @description Who answers when no opening hours say otherwise
             */
            assistantId: string | null;
            /**
             * Format: uuid
             * @description Or a squad: naming one of the three takes the others' place
             */
            squadId: string | null;
            /**
             * Format: uuid
             * @description Or a workflow that is ready and has no inputs
             */
            workflowId: string | null;
            fallback: components["schemas"]["Fallback"];
            hours: components["schemas"]["OpeningHours"];
            /** @description E.164; null while the provider has not said which one it gives */
            number: string | null;
            country: string | null;
            /** @enum {string} */
            provider: "twilio" | "telnyx" | "vonage" | "sip" | "vapi";
            /** Format: uuid */
            credentialId: string | null;
            /**
             * @description returning: it was bought, cannot be used, and is given back
             * @enum {string}
             */
            status: "ordering" | "active" | "returning" | "failed";
            /**
             * @description How far an order has come: looked for in the account, bought, given to the voice provider, or given back
             * @enum {string|null}
             */
            orderStep: "checking" | "buying" | "connecting" | "returning" | null;
            /** @description Why the order came to nothing */
            error: string | null;
            /** @description Whether it was bought here, and is given back when it is released */
            isBought: boolean;
            vapiPhoneNumberId: string | null;
            sync: {
                /** @enum {string} */
                state: "pending" | "synced" | "failed";
                error: string | null;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Fallback: {
            /** @enum {string} */
            type: "number";
            /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
            number: string;
            /** @description Spoken before the call is passed on */
            message?: string;
        } | {
            /** @enum {string} */
            type: "sip";
            sipUri: string;
            /** @description Spoken before the call is passed on */
            message?: string;
        } | null;
        OpeningHours: {
            timeZone: string;
            weekly: {
                days: ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
                from: string;
                /** @description Not open any more; earlier than `from` when it is on the next day */
                to: string;
            }[];
            /**
             * @description Whose public holidays are closed days: a country, a part of France, or a canton, by its ISO 3166 code
             * @default null
             * @enum {string|null}
             */
            publicHolidays: "FR" | "FR-57" | "FR-67" | "FR-68" | "GP" | "MQ" | "GF" | "RE" | "YT" | "NC" | "PF" | "PM" | "BL" | "MF" | "WF" | "BE" | "LU" | "CA-QC" | "CH-AG" | "CH-AI" | "CH-AR" | "CH-BE" | "CH-BL" | "CH-BS" | "CH-FR" | "CH-GE" | "CH-GL" | "CH-GR" | "CH-JU" | "CH-LU" | "CH-NE" | "CH-NW" | "CH-OW" | "CH-SG" | "CH-SH" | "CH-SO" | "CH-SZ" | "CH-TG" | "CH-TI" | "CH-UR" | "CH-VD" | "CH-VS" | "CH-ZG" | "CH-ZH" | null;
            /**
             * @description Days that are not like the week says, before public holidays
             * @default []
             */
            exceptions: {
                /** Format: date */
                date: string;
                name?: string;
                /** @description When it is open on that day after all; empty when it is closed */
                open: {
                    from: string;
                    /** @description Not open any more; earlier than `from` when it is on the next day */
                    to: string;
                }[];
            }[];
            open: {
                /** @enum {string} */
                type: "assistant";
                /** Format: uuid */
                assistantId: string;
            } | {
                /** @enum {string} */
                type: "squad";
                /** Format: uuid */
                squadId: string;
            } | {
                /** @enum {string} */
                type: "workflow";
                /** Format: uuid */
                workflowId: string;
            } | {
                /** @enum {string} */
                type: "transfer";
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                /** @description Spoken before the call is passed on */
                message?: string;
            } | {
                /** @enum {string} */
                type: "message";
                /** @description Spoken, after which the call ends */
                text: string;
            };
            closed: {
                /** @enum {string} */
                type: "assistant";
                /** Format: uuid */
                assistantId: string;
            } | {
                /** @enum {string} */
                type: "squad";
                /** Format: uuid */
                squadId: string;
            } | {
                /** @enum {string} */
                type: "workflow";
                /** Format: uuid */
                workflowId: string;
            } | {
                /** @enum {string} */
                type: "transfer";
                /** @description E.164, or as it is written in the organization's country, with an extension or without; kept as E.164 with `;ext=`. A short number, such as 15, is kept after its country's code (`+3315`): whether it connects depends on the carrier of the line, so try the transfer once. */
                number: string;
                /** @description Spoken before the call is passed on */
                message?: string;
            } | {
                /** @enum {string} */
                type: "message";
                /** @description Spoken, after which the call ends */
                text: string;
            };
        } | null;
        PhoneNumberSearch: {
            items: {
                number: string;
                /** @enum {string} */
                provider: "twilio" | "telnyx" | "vonage";
                /** Format: uuid */
                credentialId: string;
                country: string;
                /** @enum {string} */
                type: "local" | "mobile" | "toll-free";
                locality: string | null;
                region: string | null;
                capabilities: {
                    voice: boolean;
                    sms: boolean;
                };
                /** @description A month, as the provider bills it; null when it does not say */
                price: {
                    amount: string;
                    currency: string;
                } | null;
                /** @description The price in the currency that was asked for, which orders the list */
                comparablePrice: {
                    amount: string;
                    currency: string;
                } | null;
                /** @description What the provider asks of the buyer, and the field of `provision` that brings it */
                requirements: {
                    /** @enum {string} */
                    field: "addressSid" | "requirementGroupId";
                    description: string;
                }[];
            }[];
            /**
             * Format: date
             * @description The day of the exchange rates (European Central Bank); null: prices in other currencies are not compared
             */
            ratesOf: string | null;
            providers: {
                /** Format: uuid */
                credentialId: string;
                /** @enum {string} */
                provider: "twilio" | "telnyx" | "vonage";
                name: string;
                /** @enum {string} */
                state: "answered" | "failed";
                /** @description Why it did not answer, for a person */
                message: string | null;
            }[];
        };
        SearchPhoneNumbers: {
            country: string;
            /** @enum {string} */
            type?: "local" | "mobile" | "toll-free";
            /** @description With its trunk prefix or without: 01 and 1 are Paris */
            areaCode?: string;
            /** @description A town, however it is written; providers that name none offer nothing */
            locality?: string;
            /** @description Digits that the number has next to each other */
            contains?: string;
            capabilities?: ("voice" | "sms")[];
            /** @description A month, in `currency` */
            maxPrice?: number;
            /**
             * @description In which prices are compared
             * @enum {string}
             */
            currency?: "EUR" | "CHF" | "CAD" | "USD" | "GBP";
            /** @description Of each provider */
            limit?: number;
        };
        /** @description A number that is in your account already, or on your own trunk (`sip`), or one of Vapi's own US numbers by area code. */
        CreatePhoneNumber: {
            /** @enum {string} */
            provider: "twilio";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
        } | {
            /** @enum {string} */
            provider: "telnyx";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
        } | {
            /** @enum {string} */
            provider: "vonage";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
        } | {
            /** @enum {string} */
            provider: "sip";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
        } | {
            /** @enum {string} */
            provider: "vapi";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            areaCode: string;
        };
        /** @description As `CreatePhoneNumber`, but that a number which is not in the account yet is bought there. */
        ProvisionPhoneNumber: {
            /** @enum {string} */
            provider: "twilio";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
            /** @description An address at Twilio, for countries that ask for one */
            addressSid?: string;
            /** @description A regulatory bundle at Twilio, for countries that ask for one */
            bundleSid?: string;
        } | {
            /** @enum {string} */
            provider: "telnyx";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
            /**
             * Format: uuid
             * @description A requirement group at Telnyx, for countries that ask for documents; it may be under review yet
             */
            requirementGroupId?: string;
        } | {
            /** @enum {string} */
            provider: "vonage";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
        } | {
            /** @enum {string} */
            provider: "sip";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            /** Format: uuid */
            credentialId: string;
            /** @description E.164, or as it is written in the organization's country; kept as E.164 */
            number: string;
        } | {
            /** @enum {string} */
            provider: "vapi";
            name: string;
            /** Format: uuid */
            assistantId?: string;
            /** Format: uuid */
            squadId?: string;
            /** Format: uuid */
            workflowId?: string;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
            areaCode: string;
        };
        UpdatePhoneNumber: {
            name?: string;
            /**
             * Format: uuid
             * @description Who answers when no opening hours say otherwise
             */
            assistantId?: string | null;
            /**
             * Format: uuid
             * @description Or a squad: naming one of the three takes the others' place
             */
            squadId?: string | null;
            /**
             * Format: uuid
             * @description Or a workflow that is ready and has no inputs
             */
            workflowId?: string | null;
            fallback?: components["schemas"]["Fallback"];
            hours?: components["schemas"]["OpeningHours"];
        };
        TelephonyCredential: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            provider: "twilio" | "telnyx" | "vonage" | "sip";
            name: string;
            /** @description Of each field its last four characters; the rest is never shown */
            masked: {
                [key: string]: string;
            };
            sync: {
                /**
                 * @description Whether the voice provider has what it needs of it
                 * @enum {string}
                 */
                state: "pending" | "synced" | "failed";
                error: string | null;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateTelephonyCredential: {
            /** @enum {string} */
            provider: "twilio";
            name: string;
            accountSid: string;
            authToken?: string;
            apiKey?: string;
            apiSecret?: string;
        } | {
            /** @enum {string} */
            provider: "telnyx";
            name: string;
            apiKey: string;
        } | {
            /** @enum {string} */
            provider: "vonage";
            name: string;
            apiKey: string;
            apiSecret: string;
        } | {
            /** @enum {string} */
            provider: "sip";
            name: string;
            gateway: string;
            username?: string;
            password?: string;
        };
        /** @description The fields of the secret, when there are any, take the place of the whole secret. */
        UpdateTelephonyCredential: {
            name?: string;
            accountSid?: string;
            authToken?: string;
            apiKey?: string;
            apiSecret?: string;
            gateway?: string;
            username?: string;
            password?: string;
        };
        BlockedNumber: {
            /** Format: uuid */
            id: string;
            /** @description E.164; null for all who hide their number */
            number: string | null;
            note: string | null;
            answer: string | null;
            /** @description How many of the calls that are kept were turned away */
            turnedAway: number;
            /**
             * Format: date-time
             * @description When the last of them came in
             */
            lastAt: string | null;
            /** @description A person, or an API key; without a name when the account is gone */
            createdBy: {
                /** Format: uuid */
                id: string;
                name: string | null;
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateBlockedNumber: {
            /** @description The caller's number; null for all who hide their number */
            number: string;
            /** @description Why, for colleagues */
            note?: string | null;
            /** @description What the caller hears before the call ends; null for nothing */
            answer?: string | null;
        };
        UpdateBlockedNumber: {
            /** @description Why, for colleagues */
            note?: string | null;
            /** @description What the caller hears before the call ends; null for nothing */
            answer?: string | null;
        };
        KnowledgeBase: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string | null;
            fileCount: number;
            /** @description Of the files that are ready */
            passageCount: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateKnowledgeBase: {
            name: string;
            description?: string | null;
        };
        UpdateKnowledgeBase: {
            name?: string;
            description?: string | null;
        };
        KnowledgeBaseUsers: {
            /** @description By name, assistants first */
            items: {
                /** @enum {string} */
                type: "assistant" | "function";
                /** Format: uuid */
                id: string;
                name: string;
            }[];
        };
        AddFile: {
            /** Format: uuid */
            fileId: string;
        };
        KnowledgeAnswer: {
            /** @description Best first; empty when nothing fits */
            items: {
                /** @description From 0 to 1: how much of the question the passage speaks of */
                score: number;
                text: string;
                source: {
                    /** Format: uuid */
                    fileId: string;
                    fileName: string;
                    page: number | null;
                    /** @description Those that the passage stands under, outermost first */
                    headings: string[];
                };
            }[];
        };
        KnowledgeQuery: {
            text: string;
            limit?: number;
        };
        File: {
            /** Format: uuid */
            id: string;
            name: string;
            sizeBytes: number;
            /** @description By its content; null until it has been read */
            mediaType: string | null;
            /** @enum {string} */
            state: "processing" | "ready" | "failed";
            /** @description Why it failed */
            failure: {
                /** @enum {string} */
                code: "missing" | "empty" | "type_mismatch" | "unsupported_type" | "password_protected" | "expands_too_much" | "too_slow" | "garbled" | "too_large" | "damaged" | "no_text" | "unreadable";
                /** @description What is wrong and what to do, for a person */
                reason: string;
            } | null;
            /** @description The pieces that questions are answered from */
            passageCount: number;
            knowledgeBaseIds: string[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        UploadFile: {
            /** Format: binary */
            file: string;
        };
        Passage: {
            /** @description From 0, in the order of the file */
            position: number;
            text: string;
            page: number | null;
            /** @description Those that the passage stands under, outermost first */
            headings: string[];
        };
        KnowledgeQuestion: {
            /** Format: uuid */
            id: string;
            /** @description In the words of the assistant, which sums up what the caller wants to know */
            text: string;
            /** @description Whether passages answered it */
            found: boolean;
            /**
             * Format: uuid
             * @description Null while the call is not known yet
             */
            callId: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        VapiMessage: {
            /** @description As Vapi publishes it */
            message: {
                type: string;
            } & {
                [key: string]: unknown;
            };
        };
        Unsubscription: {
            organizationName: string;
            /** @description What the link is for; `digest` is the daily mail */
            topics: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble" | "digest")[];
            /** @description Whether any of them still comes */
            isOn: boolean;
        };
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string | null;
            eventTypes: ("call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping")[] | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description Why we disabled it; null when a person did, or nobody */
            disabledReason: string | null;
            /**
             * Format: date-time
             * @description Since when nothing could be delivered; null while it works
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until when it asked to be left alone (429 or 503 with Retry-After), an hour at most
             */
            pausedUntil: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        NewWebhook: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string | null;
            eventTypes: ("call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping")[] | null;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description Why we disabled it; null when a person did, or nobody */
            disabledReason: string | null;
            /**
             * Format: date-time
             * @description Since when nothing could be delivered; null while it works
             */
            failingSince: string | null;
            /**
             * Format: date-time
             * @description Until when it asked to be left alone (429 or 503 with Retry-After), an hour at most
             */
            pausedUntil: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Signs what is sent (Standard Webhooks), this once; null when the request is repeated */
            secret: string | null;
        };
        CreateWebhook: {
            /** @description Where events are sent: https, an address on the public internet */
            url: string;
            description?: string | null;
            /** @description What it wants to hear of; null for everything, what is to come included */
            eventTypes?: ("call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping")[] | null;
            /** @enum {string} */
            state?: "enabled" | "disabled";
        };
        UpdateWebhook: {
            /** @description Where events are sent: https, an address on the public internet */
            url?: string;
            description?: string | null;
            /** @description What it wants to hear of; null for everything, what is to come included */
            eventTypes?: ("call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping")[] | null;
            /** @enum {string} */
            state?: "enabled" | "disabled";
        };
        WebhookPing: {
            /** Format: uuid */
            deliveryId: string;
            isDelivered: boolean;
            attempt: components["schemas"]["DeliveryAttempt"];
        };
        DeliveryAttempt: {
            /** Format: date-time */
            at: string;
            durationMs: number;
            /** @description What was answered; null when nothing was */
            status: number | null;
            /**
             * @description Why nothing was: the address may not be called, leads elsewhere, took too long or cannot be reached
             * @enum {string|null}
             */
            failure: "address" | "redirect" | "timeout" | "network" | null;
            /** @description The beginning of the answer */
            answer: string | null;
        };
        WebhookSecret: {
            /** @description What is sent from now on is signed with it. Shown this once */
            secret: string;
            /**
             * Format: date-time
             * @description Until then what is sent carries a signature of the one before too; null when it was ended
             */
            previousExpiresAt: string | null;
        };
        Replay: {
            queued: number;
            /**
             * Format: date-time
             * @description Where to go on, when there are more than are taken at once
             */
            continueFrom: string | null;
        };
        ReplayEvents: {
            /**
             * Format: date-time
             * @description The first moment; events are kept for 30 days
             */
            from: string;
            /**
             * Format: date-time
             * @description The last moment; now, without it
             */
            to?: string;
            /** @description Only these, of those that the webhook wants */
            eventTypes?: ("call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping")[];
        };
        Delivery: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            webhookId: string;
            /**
             * Format: uuid
             * @description `webhook-id` of each attempt
             */
            eventId: string;
            /** @enum {string} */
            eventType: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
            /**
             * @description `failed` once no more is tried by itself
             * @enum {string}
             */
            state: "pending" | "delivered" | "failed";
            attemptCount: number;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /** Format: date-time */
            lastAttemptAt: string | null;
            lastStatus: number | null;
            /** Format: date-time */
            createdAt: string;
        };
        DeliveryDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            webhookId: string;
            /**
             * Format: uuid
             * @description `webhook-id` of each attempt
             */
            eventId: string;
            /** @enum {string} */
            eventType: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
            /**
             * @description `failed` once no more is tried by itself
             * @enum {string}
             */
            state: "pending" | "delivered" | "failed";
            attemptCount: number;
            /** Format: date-time */
            nextAttemptAt: string | null;
            /** Format: date-time */
            lastAttemptAt: string | null;
            lastStatus: number | null;
            /** Format: date-time */
            createdAt: string;
            /** @description What is sent */
            body: {
                /**
                 * Format: uuid
                 * @description The same wherever the event is: `webhook-id` of each attempt to send it
                 */
                id: string;
                /** @enum {string} */
                type: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
                /** Format: date-time */
                createdAt: string;
                /** Format: uuid */
                organizationId: string;
                /** @description What it is about */
                resource: {
                    type: string;
                    /** Format: uuid */
                    id: string;
                };
                /** @description By type: see /v1/event-types */
                data: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
            };
            /** @description The last fifty, newest first */
            attempts: components["schemas"]["DeliveryAttempt"][];
        };
        Event: {
            /**
             * Format: uuid
             * @description The same wherever the event is: `webhook-id` of each attempt to send it
             */
            id: string;
            /** @enum {string} */
            type: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
            /** Format: date-time */
            createdAt: string;
            /** Format: uuid */
            organizationId: string;
            /** @description What it is about */
            resource: {
                type: string;
                /** Format: uuid */
                id: string;
            };
            /** @description By type: see /v1/event-types */
            data: {
                [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
            };
        };
        EventType: {
            /** @enum {string} */
            type: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
            fr: string;
            en: string;
            /** @description Such an event, whole: as it is listed and sent */
            example: {
                /**
                 * Format: uuid
                 * @description The same wherever the event is: `webhook-id` of each attempt to send it
                 */
                id: string;
                /** @enum {string} */
                type: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
                /** Format: date-time */
                createdAt: string;
                /** Format: uuid */
                organizationId: string;
                /** @description What it is about */
                resource: {
                    type: string;
                    /** Format: uuid */
                    id: string;
                };
                /** @description By type: see /v1/event-types */
                data: {
                    [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                };
            };
        };
        AlertSettings: {
            /** @description What comes by mail, each once; `message` has the urgent ones in it, `missed-call` the failed ones */
            mail: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble")[];
            /** @description What the site says at once, in whatever page is open */
            page: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble")[];
            /** @description What comes by SMS to the verified mobile number, each once, as in `mail` */
            sms: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble")[];
            /** @description Whether a mail and a notification have what the caller said: name, subject and message */
            includesWords: boolean;
            /** @description The hour, on the organization's clock, of a daily mail about the day before; null for none */
            digestHour: number | null;
            /** @description Where SMS go; nobody else sees it */
            mobile: {
                /** @description E.164 */
                number: string;
                isVerified: boolean;
                /**
                 * Format: date-time
                 * @description Until when the code that was sent can be given; null when there is none to give
                 */
                codeExpiresAt: string | null;
            } | null;
            /**
             * @description Why the telephone provider refused the last SMS for good. Nothing comes by SMS from then on, and by mail instead, until the number is verified again. `stopped`: it answered STOP; `recipient`: it takes no SMS; `sender`: no number of the organization's can send one; `account`: anything else about the account, such as its credit
             * @enum {string|null}
             */
            smsRefusal: "stopped" | "recipient" | "sender" | "account" | null;
            /** @description Whether the organization has a number in an account of its own, from which SMS could go */
            canSendSms: boolean;
        };
        Attention: {
            /** @description Messages of callers that nobody has dealt with */
            openMessages: number;
            /** @description The urgent ones of them */
            urgentMessages: number;
            /** @description Callers of the last fourteen days whom nobody served, and whom nobody has called back */
            toCallBack: number;
            /** @description Calls that are going on */
            liveCalls: number;
            /**
             * Format: uuid
             * @description For `after` of the next request; null while nothing has happened yet
             */
            seenUntil: string | null;
            /** @description What happened since `after` and is of a kind in your `page`, oldest first, at most twenty */
            news: {
                /**
                 * Format: uuid
                 * @description The event's
                 */
                id: string;
                /** @enum {string} */
                kind: "urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble";
                /** Format: date-time */
                at: string;
                /** @description What happened, in your language */
                title: string;
                /** @description What the caller said, only for who chose `includesWords` */
                text: string | null;
                /** @description The page of the site about it */
                path: string;
            }[];
        };
        UpdateAlertSettings: {
            /** @description What comes by mail, each once; `message` has the urgent ones in it, `missed-call` the failed ones */
            mail?: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble")[];
            /** @description What the site says at once, in whatever page is open */
            page?: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble")[];
            /** @description What comes by SMS to the verified mobile number, each once, as in `mail` */
            sms?: ("urgent-message" | "message" | "missed-call" | "number-trouble" | "limit-near" | "tests-red" | "draft-trouble")[];
            /** @description Whether a mail and a notification have what the caller said: name, subject and message */
            includesWords?: boolean;
            /** @description The hour, on the organization's clock, of a daily mail about the day before; null for none */
            digestHour?: number | null;
        };
        SetAlertMobile: {
            /** @description A mobile number, as it is written in the organization's country */
            number: string;
        };
        VerifyAlertMobile: {
            code: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Health = components['schemas']['Health'];
export type Organization = components['schemas']['Organization'];
export type Problem = components['schemas']['Problem'];
export type UpdateOrganization = components['schemas']['UpdateOrganization'];
export type OrganizationLimits = components['schemas']['OrganizationLimits'];
export type Limit = components['schemas']['Limit'];
export type Member = components['schemas']['Member'];
export type UpdatedMember = components['schemas']['UpdatedMember'];
export type UpdateMember = components['schemas']['UpdateMember'];
export type SettledApiKeys = components['schemas']['SettledApiKeys'];
export type Invitation = components['schemas']['Invitation'];
export type CreateInvitation = components['schemas']['CreateInvitation'];
export type ApiKey = components['schemas']['ApiKey'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type CreateApiKey = components['schemas']['CreateApiKey'];
export type UpdateApiKey = components['schemas']['UpdateApiKey'];
export type LogEntry = components['schemas']['LogEntry'];
export type OwnInvitation = components['schemas']['OwnInvitation'];
export type CreateOrganization = components['schemas']['CreateOrganization'];
export type Me = components['schemas']['Me'];
export type UpdateMe = components['schemas']['UpdateMe'];
export type ToolCallAnswer = components['schemas']['ToolCallAnswer'];
export type ToolCallRequest = components['schemas']['ToolCallRequest'];
export type Assistant = components['schemas']['Assistant'];
export type WeeklyHours = components['schemas']['WeeklyHours'];
export type Sync = components['schemas']['Sync'];
export type CreateAssistant = components['schemas']['CreateAssistant'];
export type UpdateAssistant = components['schemas']['UpdateAssistant'];
export type AssistantVersionSummary = components['schemas']['AssistantVersionSummary'];
export type AssistantVersion = components['schemas']['AssistantVersion'];
export type AssistantSettings = components['schemas']['AssistantSettings'];
export type ToolSecret = components['schemas']['ToolSecret'];
export type Function = components['schemas']['Function'];
export type FunctionSettings = components['schemas']['FunctionSettings'];
export type NewFunction = components['schemas']['NewFunction'];
export type CreateFunction = components['schemas']['CreateFunction'];
export type UpdateFunction = components['schemas']['UpdateFunction'];
export type FunctionCallPage = components['schemas']['FunctionCallPage'];
export type FunctionCall = components['schemas']['FunctionCall'];
export type FunctionTest = components['schemas']['FunctionTest'];
export type TestFunction = components['schemas']['TestFunction'];
export type Squad = components['schemas']['Squad'];
export type SquadMember = components['schemas']['SquadMember'];
export type CreateSquad = components['schemas']['CreateSquad'];
export type UpdateSquad = components['schemas']['UpdateSquad'];
export type AddSquadMember = components['schemas']['AddSquadMember'];
export type ChangeSquadMember = components['schemas']['ChangeSquadMember'];
export type Template = components['schemas']['Template'];
export type WorkflowSummary = components['schemas']['WorkflowSummary'];
export type Workflow = components['schemas']['Workflow'];
export type WorkflowNode = components['schemas']['WorkflowNode'];
export type WorkflowEdge = components['schemas']['WorkflowEdge'];
export type WorkflowNote = components['schemas']['WorkflowNote'];
export type WorkflowFault = components['schemas']['WorkflowFault'];
export type CreateWorkflow = components['schemas']['CreateWorkflow'];
export type ImportedWorkflow = components['schemas']['ImportedWorkflow'];
export type ImportWorkflow = components['schemas']['ImportWorkflow'];
export type ValidateWorkflow = components['schemas']['ValidateWorkflow'];
export type UpdateWorkflow = components['schemas']['UpdateWorkflow'];
export type ListedDraft = components['schemas']['ListedDraft'];
export type AssistantDraft = components['schemas']['AssistantDraft'];
export type SquadDraft = components['schemas']['SquadDraft'];
export type SquadVersionSummary = components['schemas']['SquadVersionSummary'];
export type SquadVersion = components['schemas']['SquadVersion'];
export type WorkflowDraft = components['schemas']['WorkflowDraft'];
export type WorkflowVersionSummary = components['schemas']['WorkflowVersionSummary'];
export type WorkflowVersion = components['schemas']['WorkflowVersion'];
export type Publishing = components['schemas']['Publishing'];
export type PublishGate = components['schemas']['PublishGate'];
export type KeepPublishGate = components['schemas']['KeepPublishGate'];
export type PublishPlan = components['schemas']['PublishPlan'];
export type PlanPublication = components['schemas']['PlanPublication'];
export type ChatMessage = components['schemas']['ChatMessage'];
export type SquadChatTurn = components['schemas']['SquadChatTurn'];
export type ChatWithSquad = components['schemas']['ChatWithSquad'];
export type WorkflowChatTurn = components['schemas']['WorkflowChatTurn'];
export type ChatWithWorkflow = components['schemas']['ChatWithWorkflow'];
export type CallerMessage = components['schemas']['CallerMessage'];
export type CreateCallerMessage = components['schemas']['CreateCallerMessage'];
export type UpdateCallerMessage = components['schemas']['UpdateCallerMessage'];
export type TestSuite = components['schemas']['TestSuite'];
export type CreateTestSuite = components['schemas']['CreateTestSuite'];
export type UpdateTestSuite = components['schemas']['UpdateTestSuite'];
export type Test = components['schemas']['Test'];
export type CreateTest = components['schemas']['CreateTest'];
export type UpdateTest = components['schemas']['UpdateTest'];
export type TestRun = components['schemas']['TestRun'];
export type TestRunDetail = components['schemas']['TestRunDetail'];
export type TestAttempt = components['schemas']['TestAttempt'];
export type CreateTestRun = components['schemas']['CreateTestRun'];
export type UpdateTestRun = components['schemas']['UpdateTestRun'];
export type TestAttemptDetail = components['schemas']['TestAttemptDetail'];
export type TestSchedule = components['schemas']['TestSchedule'];
export type KeepTestSchedule = components['schemas']['KeepTestSchedule'];
export type WebCalling = components['schemas']['WebCalling'];
export type WebCall = components['schemas']['WebCall'];
export type CreateWebCall = components['schemas']['CreateWebCall'];
export type Call = components['schemas']['Call'];
export type CreatedCalls = components['schemas']['CreatedCalls'];
export type CreateCall = components['schemas']['CreateCall'];
export type UpdateCall = components['schemas']['UpdateCall'];
export type TransferCall = components['schemas']['TransferCall'];
export type ExecutedWorkflow = components['schemas']['ExecutedWorkflow'];
export type ExecuteWorkflow = components['schemas']['ExecuteWorkflow'];
export type Message = components['schemas']['Message'];
export type AddMessage = components['schemas']['AddMessage'];
export type Journal = components['schemas']['Journal'];
export type JournalDay = components['schemas']['JournalDay'];
export type JournalDayWithCalls = components['schemas']['JournalDayWithCalls'];
export type CallEndReason = components['schemas']['CallEndReason'];
export type CallStats = components['schemas']['CallStats'];
export type CallHours = components['schemas']['CallHours'];
export type CallSubjects = components['schemas']['CallSubjects'];
export type Usage = components['schemas']['Usage'];
export type CallTimeline = components['schemas']['CallTimeline'];
export type CallerData = components['schemas']['CallerData'];
export type Erasure = components['schemas']['Erasure'];
export type Found = components['schemas']['Found'];
export type PhoneNumber = components['schemas']['PhoneNumber'];
export type Fallback = components['schemas']['Fallback'];
export type OpeningHours = components['schemas']['OpeningHours'];
export type PhoneNumberSearch = components['schemas']['PhoneNumberSearch'];
export type SearchPhoneNumbers = components['schemas']['SearchPhoneNumbers'];
export type CreatePhoneNumber = components['schemas']['CreatePhoneNumber'];
export type ProvisionPhoneNumber = components['schemas']['ProvisionPhoneNumber'];
export type UpdatePhoneNumber = components['schemas']['UpdatePhoneNumber'];
export type TelephonyCredential = components['schemas']['TelephonyCredential'];
export type CreateTelephonyCredential = components['schemas']['CreateTelephonyCredential'];
export type UpdateTelephonyCredential = components['schemas']['UpdateTelephonyCredential'];
export type BlockedNumber = components['schemas']['BlockedNumber'];
export type CreateBlockedNumber = components['schemas']['CreateBlockedNumber'];
export type UpdateBlockedNumber = components['schemas']['UpdateBlockedNumber'];
export type KnowledgeBase = components['schemas']['KnowledgeBase'];
export type CreateKnowledgeBase = components['schemas']['CreateKnowledgeBase'];
export type UpdateKnowledgeBase = components['schemas']['UpdateKnowledgeBase'];
export type KnowledgeBaseUsers = components['schemas']['KnowledgeBaseUsers'];
export type AddFile = components['schemas']['AddFile'];
export type KnowledgeAnswer = components['schemas']['KnowledgeAnswer'];
export type KnowledgeQuery = components['schemas']['KnowledgeQuery'];
export type File = components['schemas']['File'];
export type UploadFile = components['schemas']['UploadFile'];
export type Passage = components['schemas']['Passage'];
export type KnowledgeQuestion = components['schemas']['KnowledgeQuestion'];
export type VapiMessage = components['schemas']['VapiMessage'];
export type Unsubscription = components['schemas']['Unsubscription'];
export type Webhook = components['schemas']['Webhook'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type CreateWebhook = components['schemas']['CreateWebhook'];
export type UpdateWebhook = components['schemas']['UpdateWebhook'];
export type WebhookPing = components['schemas']['WebhookPing'];
export type DeliveryAttempt = components['schemas']['DeliveryAttempt'];
export type WebhookSecret = components['schemas']['WebhookSecret'];
export type Replay = components['schemas']['Replay'];
export type ReplayEvents = components['schemas']['ReplayEvents'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryDetail = components['schemas']['DeliveryDetail'];
export type Event = components['schemas']['Event'];
export type EventType = components['schemas']['EventType'];
export type AlertSettings = components['schemas']['AlertSettings'];
export type Attention = components['schemas']['Attention'];
export type UpdateAlertSettings = components['schemas']['UpdateAlertSettings'];
export type SetAlertMobile = components['schemas']['SetAlertMobile'];
export type VerifyAlertMobile = components['schemas']['VerifyAlertMobile'];
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All is well */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUnsubscription: {
        parameters: {
            query: {
                /** @description From the mail */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unsubscription"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unsubscribe: {
        parameters: {
            query: {
                /** @description From the mail */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unsubscription"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallStats: {
        parameters: {
            query?: {
                /** @description The first day, where the organization is; without it, 30 days before the last */
                from?: string;
                /** @description The last day; without it, today */
                to?: string;
                assistantId?: string;
                /** @description One of the organization's numbers, however it is written */
                number?: string;
                /** @description How long a period of the group `day` is */
                step?: "day" | "week" | "month";
                groupBy?: string;
                direction?: "inbound" | "outbound" | "web";
                endedFamily?: "caller_hung_up" | "assistant_hung_up" | "transferred" | "transfer_failed" | "no_answer" | "voicemail" | "silence" | "time_limit" | "canceled" | "blocked" | "number_refused" | "carrier" | "voice" | "model" | "transcriber" | "provider_account" | "configuration" | "no_assistant" | "plan_limit" | "voice_service" | "unknown";
                outcome?: "success" | "failure" | "unknown";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallStats"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallTimeline: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallTimeline"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallHours: {
        parameters: {
            query?: {
                /** @description The first day, where the organization is; without it, 30 days before the last */
                from?: string;
                /** @description The last day; without it, today */
                to?: string;
                assistantId?: string;
                /** @description One of the organization's numbers, however it is written */
                number?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallHours"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallSubjects: {
        parameters: {
            query?: {
                /** @description The first day, where the organization is; without it, 30 days before the last */
                from?: string;
                /** @description The last day; without it, today */
                to?: string;
                assistantId?: string;
                /** @description One of the organization's numbers, however it is written */
                number?: string;
                step?: "day" | "week" | "month";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallSubjects"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only those that this person made */
                createdBy?: string;
                /** @description Only those that this person answers for: made or kept */
                responsible?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateApiKey"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAssistants: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Part of the name */
                search?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Assistant"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAssistant: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAssistant"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAssistant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAssistant: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAssistant: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAssistant"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    chatWithAssistant: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatMessage"];
            };
        };
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAssistantDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssistantDraft"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepAssistantDraft: {
        parameters: {
            query?: {
                /** @description `true`: the change is meant over what is published now */
                rebase?: "true" | "false";
            };
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAssistant"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssistantDraft"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardAssistantDraft: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planAssistantPublication: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanPublication"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishPlan"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropAssistantPublication: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepAssistantGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeepPublishGate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishGate"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeAssistantGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishAssistantDraft: {
        parameters: {
            query?: {
                /** @description `true`: although the tests of its gate have not passed. For admins, and written into the log */
                despiteTests?: "true" | "false";
            };
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAssistantPublishing: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publishing"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateAssistantSecret: {
        parameters: {
            query?: {
                /** @description Ends all secrets before at once, as after a leak, however many are valid: there is no `conflict` then */
                endPrevious?: "true" | "false";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolSecret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAssistantVersions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AssistantVersionSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAssistantVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssistantVersion"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreAssistantVersion: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBlockedNumbers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description A number or its beginning, however it is written */
                number?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BlockedNumber"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createBlockedNumber: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBlockedNumber"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockedNumber"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteBlockedNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateBlockedNumber: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateBlockedNumber"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockedNumber"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCallEndReasons: {
        parameters: {
            query?: {
                reason?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CallEndReason"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCallerMessages: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only those that somebody took care of, or only the others */
                handled?: "true" | "false";
                /** @description Only urgent ones, or only the others */
                urgent?: "true" | "false";
                /** @description Only those of one member, or of nobody */
                assignedTo?: string | "nobody";
                /** @description Only those with these words in the message, the subject, the caller's name or number, or the note */
                search?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CallerMessage"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCallerMessage: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCallerMessage"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerMessage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallerMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerMessage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCallerMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCallerMessage"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerMessage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallerData: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                /** @description As people write it: `06 12 34 56 78`, or `+33612345678` */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerData"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseCaller: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                /** @description As people write it: `06 12 34 56 78`, or `+33612345678` */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCalls: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description One or several */
                status?: ("scheduled" | "queued" | "ringing" | "in-progress" | "forwarding" | "ended") | ("scheduled" | "queued" | "ringing" | "in-progress" | "forwarding" | "ended")[];
                /** @description Only calls that have not ended (true), or have (false) */
                live?: string;
                assistantId?: string;
                squadId?: string;
                workflowId?: string;
                /** @description Either party's number, or its beginning, however it is written */
                number?: string;
                direction?: "inbound" | "outbound" | "web";
                endedFamily?: "caller_hung_up" | "assistant_hung_up" | "transferred" | "transfer_failed" | "no_answer" | "voicemail" | "silence" | "time_limit" | "canceled" | "blocked" | "number_refused" | "carrier" | "voice" | "model" | "transcriber" | "provider_account" | "configuration" | "no_assistant" | "plan_limit" | "voice_service" | "unknown";
                /** @description A field of the structured data and its value, such as `motif=rendez-vous` or `urgent=true` */
                noted?: string;
                /** @description Only callers whom nobody served, because nobody answered or something failed, and who wait for a call */
                toCallBack?: string;
                from?: string;
                to?: string;
                /** @description Words said in the call */
                text?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Call"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCall: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCall"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedCalls"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    liveCalls: {
        parameters: {
            query?: {
                lastEventId?: string;
            };
            header?: {
                "last-event-id"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebCalling: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebCalling"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebCall: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebCall"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebCall"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCall: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCall: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCall"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listenIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description PCM, while the call lasts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/pcm": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Asked for; the call's events say when it is over */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Call"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallJournal: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Journal"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listenToCall: {
        parameters: {
            query?: {
                lastEventId?: string;
            };
            header?: {
                "last-event-id"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Nothing more will come: the call is over, and its last event is the one named */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addMessage: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddMessage"];
            };
        };
        responses: {
            /** @description Passed to the call */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecording: {
        parameters: {
            query?: never;
            header?: {
                range?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call as sound */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                    "audio/mpeg": string;
                };
            };
            /** @description The part that `Range` asks for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                    "audio/mpeg": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transferCall: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferCall"];
            };
        };
        responses: {
            /** @description Passed to the call; its events say what becomes of it */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDrafts: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only those of this kind */
                kind?: "assistant" | "squad" | "workflow";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedDraft"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listErasures: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Erasure"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEventTypes: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EventType"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description For tools that show an event before there is one; with `type` */
                sample?: "true" | "false";
                type?: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
                resourceType?: string;
                resourceId?: string;
                from?: string;
                to?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only the files of this base */
                knowledgeBaseId?: string;
                state?: "processing" | "ready" | "failed";
                /** @description Part of the name */
                search?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["File"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadFile: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadFile"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFile: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFileContent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPassages: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Passage"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFunctions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Part of the name */
                search?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Function"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createFunction: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateFunction"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewFunction"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFunction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Function"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFunction: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateFunction: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateFunction"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Function"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFunctionCalls: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only those that failed (true), or did not (false) */
                failed?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FunctionCallPage"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateFunctionSecret: {
        parameters: {
            query?: {
                /** @description Ends all secrets before at once, as after a leak, however many are valid: there is no `conflict` then */
                endPrevious?: "true" | "false";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolSecret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testFunction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestFunction"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FunctionTest"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnInvitations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OwnInvitation"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declineInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJournalDays: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["JournalDay"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJournalDay: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JournalDayWithCalls"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKnowledgeBases: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["KnowledgeBase"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKnowledgeBase"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeBase"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeBase"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateKnowledgeBase"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeBase"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addFileToKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddFile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeBase"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeFileFromKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                fileId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not in it any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    queryKnowledgeBase: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KnowledgeQuery"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeAnswer"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKnowledgeQuestions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only those that found an answer, or only the others */
                found?: "true" | "false";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["KnowledgeQuestion"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteKnowledgeQuestion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                questionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKnowledgeBaseUsers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KnowledgeBaseUsers"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLogs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description The id of a person or an API key, or `system` */
                actor?: string | "system";
                action?: "organization.created" | "organization.exported" | "organization.updated" | "limit.refused" | "member.updated" | "member.removed" | "member.left" | "invitation.created" | "invitation.sent" | "invitation.revoked" | "invitation.accepted" | "invitation.declined" | "invitation.failed" | "alerts.updated" | "alerts.stopped" | "alerts.code-sent" | "alerts.mobile-verified" | "alerts.mobile-removed" | "api-key.created" | "api-key.updated" | "api-key.kept" | "api-key.revoked" | "assistant.created" | "assistant.created.refused" | "assistant.updated" | "assistant.updated.refused" | "assistant.restored" | "assistant.secret-rotated" | "assistant.deleted" | "assistant.failed" | "function.created" | "function.created.refused" | "function.updated" | "function.updated.refused" | "function.deleted" | "function.failed" | "function.secret-rotated" | "function.tested" | "squad.created" | "squad.created.refused" | "squad.updated" | "squad.restored" | "squad.updated.refused" | "squad.deleted" | "squad.failed" | "workflow.created" | "workflow.created.refused" | "workflow.updated" | "workflow.restored" | "workflow.updated.refused" | "workflow.deleted" | "workflow.failed" | "caller-message.expired" | "draft.published-untested" | "draft.planned" | "draft.plan-dropped" | "draft.failed" | "gate.updated" | "gate.removed" | "caller-message.added" | "caller-message.handled" | "caller-message.reopened" | "caller-message.assigned" | "caller-message.unassigned" | "caller-message.noted" | "test-suite.created" | "test-suite.updated" | "test-suite.deleted" | "test-suite.scheduled" | "test-suite.unscheduled" | "test-suite.failed" | "test.created" | "test.updated" | "test.deleted" | "test-run.created" | "test-run.canceled" | "test-run.updated" | "test-run.deleted" | "test-run.failed" | "call.created" | "call.created.refused" | "call.updated" | "call.deleted" | "call.ended" | "call.transferred" | "call.listened-to" | "call.message.said" | "call.message.added" | "call.recording-expired" | "call.expired" | "caller.erased" | "call.failed" | "telephony-credential.created" | "telephony-credential.created.refused" | "telephony-credential.updated" | "telephony-credential.deleted" | "telephony-credential.failed" | "phone-number.created" | "phone-number.ordered" | "phone-number.ordered.refused" | "phone-number.activated" | "phone-number.updated" | "phone-number.updated.refused" | "phone-number.released" | "phone-number.failed" | "blocked-number.created" | "blocked-number.updated" | "blocked-number.deleted" | "file.created" | "file.deleted" | "file.failed" | "knowledge-base.created" | "knowledge-base.updated" | "knowledge-base.deleted" | "knowledge-base.file.added" | "knowledge-base.file.removed" | "knowledge-base.question.deleted" | "webhook.created" | "webhook.updated" | "webhook.deleted" | "webhook.secret-rotated" | "webhook.pinged" | "webhook.replayed" | "webhook.retried" | "webhook.failed";
                resourceType?: string;
                resourceId?: string;
                outcome?: "done" | "refused" | "failed";
                from?: string;
                to?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMe: {
        parameters: {
            query: {
                /** @description Your own address: 422 for any other */
                email: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMe"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAlertSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertSettings"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAlertSettings: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAlertSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertSettings"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setAlertMobile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetAlertMobile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertSettings"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeAlertMobile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyAlertMobile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyAlertMobile"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertSettings"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAttention: {
        parameters: {
            query?: {
                /** @description `seenUntil` of the last answer; without it there are no news */
                after?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attention"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateOrganization: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOrganization"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines, sent while they are read: an export that ends in the middle of a line is not whole */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invitation"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitation"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOrganizationLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationLimits"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: {
                keepApiKeyId?: string[];
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not a member any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettledApiKeys"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMember"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdatedMember"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOrganizations: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Organization"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createOrganization: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganization"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteOrganization: {
        parameters: {
            query?: {
                /** @description Its name, exactly: 422 without it, and for any other */
                name?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPhoneNumbers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Only those that this assistant answers, always or at some hours */
                assistantId?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PhoneNumber"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePhoneNumber"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    provisionPhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProvisionPhoneNumber"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchPhoneNumbers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchPhoneNumbers"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberSearch"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releasePhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updatePhoneNumber: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePhoneNumber"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: {
                /** @description Words, each of which has to be there, or a number as people write it; without it, what is recent */
                q?: string;
                /** @description How many of each type, at most */
                limit?: number;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSquads: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Part of the name */
                search?: string;
                /** @description Only those that this assistant is a member of */
                assistantId?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Squad"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSquad: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSquad"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSquad: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSquad: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSquad: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSquad"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    chatWithSquad: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatWithSquad"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SquadChatTurn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSquadDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SquadDraft"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepSquadDraft: {
        parameters: {
            query?: {
                /** @description `true`: the change is meant over what is published now */
                rebase?: "true" | "false";
            };
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSquad"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SquadDraft"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardSquadDraft: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planSquadPublication: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanPublication"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishPlan"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropSquadPublication: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepSquadGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeepPublishGate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishGate"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSquadGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSquadMembers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SquadMember"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addSquadMember: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddSquadMember"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSquadMember: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                assistantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSquadMember: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                assistantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSquadMember"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishSquadDraft: {
        parameters: {
            query?: {
                /** @description `true`: although the tests of its gate have not passed. For admins, and written into the log */
                despiteTests?: "true" | "false";
            };
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSquadPublishing: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publishing"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSquadVersions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SquadVersionSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSquadVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SquadVersion"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreSquadVersion: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Squad"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTelephonyCredentials: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TelephonyCredential"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTelephonyCredential: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTelephonyCredential"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelephonyCredential"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTelephonyCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelephonyCredential"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTelephonyCredential: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTelephonyCredential: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTelephonyCredential"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelephonyCredential"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                language?: "fr" | "en";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Template"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: {
                language?: "fr" | "en";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTestSuites: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TestSuite"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTestSuite: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTestSuite"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSuite"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTestSuite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSuite"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTestSuite: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTestSuite: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTestSuite"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSuite"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTestRuns: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TestRun"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTestRun: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTestRun"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestRunDetail"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTestRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestRunDetail"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTestRun: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTestRun: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTestRun"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestRun"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTestAttempt: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                runId: string;
                attemptId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestAttemptDetail"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelTestRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestRun"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTestSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSchedule"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepTestSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeepTestSchedule"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestSchedule"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTestSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTests: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Test"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTest: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTest"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTest: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                testId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                testId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateTest: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                testId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Test"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhook"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receiveVapiMessage: {
        parameters: {
            query: {
                /** @description The organization */
                org: string;
                /** @description Our id of the call, where we started it */
                call?: string;
                /** @description Our id of the workflow, where one of its requests is asked for */
                workflow?: string;
                /** @description Our id of the assistant, where a tool of its own is asked for */
                assistant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VapiMessage"];
            };
        };
        responses: {
            /** @description Taken; for messages that ask something, the answer in Vapi's shape */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: Record<string, unknown> | unknown[] | string | number | boolean | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhook"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                state?: "pending" | "delivered" | "failed";
                eventType?: "call.started" | "call.ended" | "call.report" | "call.failed" | "transcript.final" | "tool.called" | "caller-message.taken" | "assistant.created" | "assistant.updated" | "assistant.deleted" | "function.created" | "function.updated" | "function.deleted" | "squad.created" | "squad.updated" | "squad.deleted" | "workflow.created" | "workflow.updated" | "workflow.deleted" | "draft.failed" | "phone-number.created" | "phone-number.updated" | "phone-number.deleted" | "phone-number.failed" | "telephony-credential.created" | "telephony-credential.updated" | "file.ready" | "file.failed" | "test-run.ended" | "journal.day-closed" | "test-suite.red" | "limit.near" | "limit.reached" | "webhook.disabled" | "ping";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDetail"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queued */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pingWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPing"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayEvents"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: {
                /** @description Ends all secrets before at once, as after a leak, however many are valid: there is no `conflict` then */
                endPrevious?: "true" | "false";
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWorkflows: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Part of the name */
                search?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WorkflowSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWorkflow: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importWorkflow: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedWorkflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateGraph: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ValidateWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: components["schemas"]["WorkflowFault"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWorkflow: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWorkflow: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    chatWithWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatWithWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowChatTurn"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWorkflowDraft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowDraft"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepWorkflowDraft: {
        parameters: {
            query?: {
                /** @description `true`: the change is meant over what is published now */
                rebase?: "true" | "false";
            };
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowDraft"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardWorkflowDraft: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    planWorkflowPublication: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanPublication"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishPlan"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dropWorkflowPublication: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    executeWorkflow: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExecuteWorkflow"];
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutedWorkflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keepWorkflowGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeepPublishGate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishGate"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeWorkflowGate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishWorkflowDraft: {
        parameters: {
            query?: {
                /** @description `true`: although the tests of its gate have not passed. For admins, and written into the log */
                despiteTests?: "true" | "false";
            };
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWorkflowPublishing: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Publishing"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faults: components["schemas"]["WorkflowFault"][];
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWorkflowVersions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WorkflowVersionSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWorkflowVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowVersion"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreWorkflowVersion: {
        parameters: {
            query?: never;
            header?: {
                "if-match"?: string;
                /** @description Which of your organizations this is for; not needed with only one */
                "X-Organization-Id"?: string;
            };
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
