using Postrider.Bench;
using Postrider.Bench.Parts;

// Each measured part is a process of its own, so that its CPU time can be read apart.
var rest = args.Length > 0 ? args[1..] : [];
return args.FirstOrDefault() switch
{
    "receiver" => await ReceiverPart.RunAsync(rest),
    "limit" => await LimitPart.RunAsync(PublishPlan.Parse(rest)),
    "load" => await LoadPart.RunAsync(PublishPlan.Parse(rest)),
    "hangfire-publish" => await HangfirePublishPart.RunAsync(PublishPlan.Parse(rest)),
    "hangfire-worker" => await HangfireWorkerPart.RunAsync(rest),
    _ => await BenchRun.MainAsync(args),
};
