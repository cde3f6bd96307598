using Spectre.Console;

namespace Postrider.Demo.Showing;

/// <summary>What a person can copy and try while the demo runs.</summary>
internal static class Guide
{
    public static void ShowSettings(Screen screen, Addresses addresses)
    {
        screen.Line();
        screen.Line("[bold]For your application[/] [grey](any official QStash SDK reads these)[/]");
        screen.Line();
        screen.Line($"export QSTASH_URL={addresses.Dispatcher}");
        screen.Line($"export QSTASH_TOKEN={DevelopmentKeys.Token}");
        screen.Line($"export QSTASH_CURRENT_SIGNING_KEY={DevelopmentKeys.CurrentSigningKey}");
        screen.Line($"export QSTASH_NEXT_SIGNING_KEY={DevelopmentKeys.NextSigningKey}");
        screen.Line();
        screen.Line("[bold]By hand[/]");
        screen.Line();
        screen.Line(Markup.Escape(
            $$"""curl -X POST {{addresses.Dispatcher}}/v2/publish/{{addresses.Receiver}}/hello -H 'Authorization: Bearer {{DevelopmentKeys.Token}}' -H 'Content-Type: application/json' -d '{"hello":"world"}'"""));
        screen.Line();
    }

    public static void ShowWhatNext(Screen screen, string samples)
    {
        screen.Line();
        screen.Line("[bold]From here on it is yours[/]");
        screen.Line($"  [grey]Publish with the curl line above, or edit a file in {Markup.Escape(samples)}: both show below.[/]");
        screen.Line("  [grey]The Schedule every-minute fires at each full minute. Ctrl-C stops everything.[/]");
        screen.Line();
        screen.TableHeader();
    }
}
