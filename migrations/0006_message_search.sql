-- Full text of `messages`. The workspace is a column of the index, so that a search reads only its own.
CREATE VIRTUAL TABLE `message_search` USING fts5(
	`workspace_id`, `text`,
	content='messages', content_rowid='seq',
	tokenize='unicode61 remove_diacritics 2'
);
--> statement-breakpoint
CREATE TRIGGER `messages_searched` AFTER INSERT ON `messages` BEGIN
	INSERT INTO `message_search` (`rowid`, `workspace_id`, `text`) VALUES (new.`seq`, new.`workspace_id`, new.`text`);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_forgotten` AFTER DELETE ON `messages` BEGIN
	INSERT INTO `message_search` (`message_search`, `rowid`, `workspace_id`, `text`) VALUES ('delete', old.`seq`, old.`workspace_id`, old.`text`);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_changed` AFTER UPDATE OF `text`, `workspace_id` ON `messages` BEGIN
	INSERT INTO `message_search` (`message_search`, `rowid`, `workspace_id`, `text`) VALUES ('delete', old.`seq`, old.`workspace_id`, old.`text`);
	INSERT INTO `message_search` (`rowid`, `workspace_id`, `text`) VALUES (new.`seq`, new.`workspace_id`, new.`text`);
END;
