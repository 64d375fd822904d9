CREATE TABLE `credit_alerts` (
	`account_id` text NOT NULL,
	`period_starts_at_ms` integer NOT NULL,
	`name` text NOT NULL,
	`raised_at_ms` integer NOT NULL,
	PRIMARY KEY(`account_id`, `period_starts_at_ms`, `name`)
);
--> statement-breakpoint
CREATE TABLE `usage_daily` (
	`account_id` text NOT NULL,
	`day` text NOT NULL,
	`model` text NOT NULL,
	`feature` text NOT NULL,
	`member_id` text NOT NULL,
	`api_key_id` text NOT NULL,
	`answers` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`cached_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`charged_micro_pt` integer NOT NULL,
	PRIMARY KEY(`account_id`, `day`, `model`, `feature`, `member_id`, `api_key_id`)
);
--> statement-breakpoint
CREATE TABLE `margin_reports` (
	`day` text PRIMARY KEY NOT NULL,
	`made_at_ms` integer NOT NULL,
	`report` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `margin_settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`auto_route` integer NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `model_routing` (
	`id` integer PRIMARY KEY NOT NULL,
	`plans` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `usage_daily` (`account_id`, `day`, `model`, `feature`, `member_id`, `api_key_id`, `answers`, `input_tokens`, `cached_read_tokens`, `cache_write_tokens`, `output_tokens`, `charged_micro_pt`)
SELECT `account_id`, `day`, `model`, CASE WHEN `api_key_id` <> '' THEN 'api' WHEN `member_id` = '' THEN 'visitor' ELSE 'chat' END, `member_id`, `api_key_id`, `answers`, `input_tokens`, `cached_read_tokens`, `cache_write_tokens`, `output_tokens`, `charged_micro_pt`
FROM `usage_days`;
--> statement-breakpoint
CREATE TRIGGER `usage_days_inserted` AFTER INSERT ON `usage_days` BEGIN
	INSERT INTO `usage_daily` (`account_id`, `day`, `model`, `feature`, `member_id`, `api_key_id`, `answers`, `input_tokens`, `cached_read_tokens`, `cache_write_tokens`, `output_tokens`, `charged_micro_pt`)
	VALUES (NEW.`account_id`, NEW.`day`, NEW.`model`, CASE WHEN NEW.`api_key_id` <> '' THEN 'api' WHEN NEW.`member_id` = '' THEN 'visitor' ELSE 'chat' END, NEW.`member_id`, NEW.`api_key_id`, NEW.`answers`, NEW.`input_tokens`, NEW.`cached_read_tokens`, NEW.`cache_write_tokens`, NEW.`output_tokens`, NEW.`charged_micro_pt`)
	ON CONFLICT DO UPDATE SET
		`answers` = `answers` + excluded.`answers`,
		`input_tokens` = `input_tokens` + excluded.`input_tokens`,
		`cached_read_tokens` = `cached_read_tokens` + excluded.`cached_read_tokens`,
		`cache_write_tokens` = `cache_write_tokens` + excluded.`cache_write_tokens`,
		`output_tokens` = `output_tokens` + excluded.`output_tokens`,
		`charged_micro_pt` = `charged_micro_pt` + excluded.`charged_micro_pt`;
END;
--> statement-breakpoint
CREATE TRIGGER `usage_days_updated` AFTER UPDATE ON `usage_days` BEGIN
	INSERT INTO `usage_daily` (`account_id`, `day`, `model`, `feature`, `member_id`, `api_key_id`, `answers`, `input_tokens`, `cached_read_tokens`, `cache_write_tokens`, `output_tokens`, `charged_micro_pt`)
	VALUES (NEW.`account_id`, NEW.`day`, NEW.`model`, CASE WHEN NEW.`api_key_id` <> '' THEN 'api' WHEN NEW.`member_id` = '' THEN 'visitor' ELSE 'chat' END, NEW.`member_id`, NEW.`api_key_id`, NEW.`answers` - OLD.`answers`, NEW.`input_tokens` - OLD.`input_tokens`, NEW.`cached_read_tokens` - OLD.`cached_read_tokens`, NEW.`cache_write_tokens` - OLD.`cache_write_tokens`, NEW.`output_tokens` - OLD.`output_tokens`, NEW.`charged_micro_pt` - OLD.`charged_micro_pt`)
	ON CONFLICT DO UPDATE SET
		`answers` = `answers` + excluded.`answers`,
		`input_tokens` = `input_tokens` + excluded.`input_tokens`,
		`cached_read_tokens` = `cached_read_tokens` + excluded.`cached_read_tokens`,
		`cache_write_tokens` = `cache_write_tokens` + excluded.`cache_write_tokens`,
		`output_tokens` = `output_tokens` + excluded.`output_tokens`,
		`charged_micro_pt` = `charged_micro_pt` + excluded.`charged_micro_pt`;
END;
--> statement-breakpoint
INSERT OR IGNORE INTO `notices` (`id`, `workspace_id`, `user_id`, `key`, `kind`, `data`, `href`, `at_ms`)
SELECT `credit_notices`.`id`, `workspaces`.`id`, '', 'ledger:' || `credit_notices`.`id`, `credit_notices`.`kind`,
	json_patch('{}', json_object(
		'percent', CAST(json_extract(`detail`, '$.percent') AS TEXT),
		'usedPt', CAST(coalesce(json_extract(`detail`, '$.usedMicroPt'), json_extract(`detail`, '$.windowUsedMicroPt')) / 1000000.0 AS TEXT),
		'grantedPt', CAST(json_extract(`detail`, '$.grantedMicroPt') / 1000000.0 AS TEXT),
		'amountPt', CAST(coalesce(json_extract(`detail`, '$.amountMicroPt'), json_extract(`detail`, '$.debtMicroPt')) / 1000000.0 AS TEXT)
	)), '/credits', `credit_notices`.`at_ms`
FROM `credit_notices` JOIN `workspaces` ON `workspaces`.`account_id` = `credit_notices`.`account_id`
WHERE `credit_notices`.`dismissed_at_ms` IS NULL;
--> statement-breakpoint
CREATE TRIGGER `credit_notices_inserted` AFTER INSERT ON `credit_notices` BEGIN
	INSERT OR IGNORE INTO `notices` (`id`, `workspace_id`, `user_id`, `key`, `kind`, `data`, `href`, `at_ms`)
	SELECT NEW.`id`, `workspaces`.`id`, '', 'ledger:' || NEW.`id`, NEW.`kind`,
		json_patch('{}', json_object(
			'percent', CAST(json_extract(NEW.`detail`, '$.percent') AS TEXT),
			'usedPt', CAST(coalesce(json_extract(NEW.`detail`, '$.usedMicroPt'), json_extract(NEW.`detail`, '$.windowUsedMicroPt')) / 1000000.0 AS TEXT),
			'grantedPt', CAST(json_extract(NEW.`detail`, '$.grantedMicroPt') / 1000000.0 AS TEXT),
			'amountPt', CAST(coalesce(json_extract(NEW.`detail`, '$.amountMicroPt'), json_extract(NEW.`detail`, '$.debtMicroPt')) / 1000000.0 AS TEXT)
		)), '/credits', NEW.`at_ms`
	FROM `workspaces` WHERE `workspaces`.`account_id` = NEW.`account_id`;
END;
