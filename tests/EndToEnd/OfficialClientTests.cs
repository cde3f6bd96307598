using Postrider.TestKit.Compatibility;

namespace Postrider.EndToEnd;

/// <summary>The official client, unchanged, drives the API of running programs; its Receiver verifies what arrives.</summary>
[Collection(nameof(RunningSystem))]
public sealed class OfficialClientTests(RunningSystem system)
{
    [Fact, ProtocolItem(10, 16, 17, 18, 24, 40, 55, 56, 103, 105, 107)]
    public Task It_publishes_reads_and_cancels_messages() => Session.PassesAsync(system, "messages");

    [Fact, ProtocolItem(61, 63, 64, 65)]
    public Task It_publishes_batches() => Session.PassesAsync(system, "batch");

    [Fact, ProtocolItem(47, 81, 82, 84, 86)]
    public Task It_makes_url_groups_publishes_to_them_and_meets_Topics() => Session.PassesAsync(system, "urlgroups");

    [Fact, ProtocolItem(89, 90, 91, 93, 94, 96, 97, 98, 99, 100, 101, 102)]
    public Task It_makes_schedules_that_fire_and_meets_Schedules() => Session.PassesAsync(system, "schedules");

    [Fact, ProtocolItem(72, 73, 74, 75, 77)]
    public Task It_makes_queues_and_enqueues() => Session.PassesAsync(system, "queues");

    [Fact, ProtocolItem(150, 152, 153)]
    public Task It_is_called_back() => Session.PassesAsync(system, "callbacks");

    [Fact, ProtocolItem(108, 109, 110, 112)]
    public Task It_cancels_many_messages() => Session.PassesAsync(system, "cancelling");

    [Fact, ProtocolItem(114, 115, 118, 119, 121, 122, 124)]
    public Task It_lists_deletes_and_retries_dead_letters() => Session.PassesAsync(system, "deadletters");

    [Fact, ProtocolItem(128, 129, 132, 135)]
    public Task It_reads_logs() => Session.PassesAsync(system, "logs");

    [Fact, ProtocolItem(137, 138)]
    public Task Its_receiver_verifies_deliveries_of_every_kind_through_a_rotation() => Session.PassesAsync(system, "keys");

    [Fact, ProtocolItem(157, 159, 160, 161, 162)]
    public Task It_steers_flow_control() => Session.PassesAsync(system, "flowcontrol");
}
