using Hangfire;

namespace Postrider.Bench.Parts;

/// <summary>Enqueues or schedules jobs through Hangfire's own client.</summary>
internal static class HangfirePublishPart
{
    public static async Task<int> RunAsync(PublishPlan plan)
    {
        // Its client is synchronous: without this the pool would grow to the senders' number only slowly.
        ThreadPool.SetMinThreads(plan.Connections + 4, plan.Connections + 4);
        var client = new BackgroundJobClient(await HangfireJobs.OpenAsync(plan.Target));
        var body = Crew.Body(plan.BodyBytes);
        var url = plan.Destination;
        return await Crew.RunAsync(plan, due =>
        {
            if (due.Length > 0)
            {
                var moment = due[0];
                client.Schedule(() => HangfireJobs.PostAsync(url, body, moment), DateTimeOffset.FromUnixTimeMilliseconds((long)moment));
            }
            else if (plan.DelayMs > 0)
            {
                client.Schedule(() => HangfireJobs.PostAsync(url, body, 0), TimeSpan.FromMilliseconds(plan.DelayMs));
            }
            else
            {
                client.Enqueue(() => HangfireJobs.PostAsync(url, body, 0));
            }

            return Task.CompletedTask;
        });
    }
}
