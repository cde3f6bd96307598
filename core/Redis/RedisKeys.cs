using StackExchange.Redis;

namespace Postrider.Core.Redis;

/// <summary>
/// Every key in Redis. A partition's keys start with its tag <c>{p}</c>, so they share one hash slot; the scripts build them from the tag (the tag alone and
/// <c>-</c> behind it never exist):
/// <list type="table">
/// <item><c>clk</c>, <c>armed</c>, <c>tick</c> string: last logical µs; earliest µs at which a worker will look; last upkeep. Always</item>
/// <item><c>all</c> int: messages that are accepted and not over. Always</item>
/// <item><c>m</c>‹id› string: route, envelope, body. Until trimmed from <c>done</c>, cancelled, or its dead letter goes (which it is marked as); empty for 60 s when taken back</item>
/// <item><c>s</c> hash: id → token, retried, grants, crashes, flags. First lease until final; and a field '', which makes it an index. Always</item>
/// <item><c>w</c>‹lane› zset: id by due µs. While any waits</item>
/// <item><c>ln\n</c>‹namespace› set: lanes with messages. While any</item>
/// <item><c>qs\n</c>‹namespace› zset, <c>Q</c>‹namespace\nname› hash: queues by ms of creation; par, paused, created, updated, at, from. Until deleted</item>
/// <item><c>o</c>‹lane› zset: of a queue, ids that own a slot by next attempt µs, +inf while leased or waiting for callbacks. While any</item>
/// <item><c>c</c>‹id› set, <c>cb</c> hash: unfinished callbacks of a queued message; callback → that message and its lane. While any</item>
/// <item><c>drain</c> set, <c>z</c>‹name› zset: what waited in deleted queues. Until drained</item>
/// <item><c>g</c>‹gate› hash: cap, rate, period, closed, until, since, ver, ws, wc, pinc, pinr. With its Endpoint; of one that nobody declares its grace
/// and 10 min after it was looked for; for a flow-control key 10 min after its last message or while a window counts, or until it is neither paused nor pinned</item>
/// <item><c>fi</c>‹namespace› zset: its flow-control keys, by name. Until one that is forgotten is read, or found when another one comes</item>
/// <item><c>fl</c>‹gate› set, <c>fq</c> hash: lanes with messages of a flow-control key; gate → messages of queues under it. While any</item>
/// <item><c>gp</c> string, <c>ng</c> set: most deliveries of one namespace at once; gates of namespaces that had any. 1 min after it was said last</item>
/// <item><c>x</c>‹gate› set: ids that hold a slot. While held</item>
/// <item><c>p</c>‹gate› zset, <c>lines</c> set: parked lanes by the µs since when they wait for their turn; gates that have any. While parked</item>
/// <item><c>ready</c> zset: lanes by next moment, gates that open by themselves. While any</item>
/// <item><c>sess</c> zset, <c>L</c>‹session› set: worker sessions by lease deadline; ids that each holds. While held</item>
/// <item><c>suspect</c> string: the one leased message that may be killing its workers. 30 s</item>
/// <item><c>done</c> list, <c>doneb</c> int: delivered ids with bytes and ms; total bytes. Age and byte budget</item>
/// <item><c>dlq</c>, <c>dlq\n</c>‹namespace› zset, <c>D</c>‹dlqId› string: dead letters. Retention</item>
/// <item><c>dx</c> hash, <c>ds</c>‹class› stream: deduplication hash → id, expiry ms, class; hashes in order of acceptance. Window</item>
/// <item><c>pub</c> hash: gateway → µs of its last publish and the ids that it stored. Until it has the answer after trouble, or 5 min</item>
/// <item><c>sch</c> zset, <c>S</c>‹uid› hash: schedules by next nominal ms; src, gen, def, next, made, last, err. With the Schedule</item>
/// <item><c>sch\n</c>‹namespace› zset: names of its schedules by the ms of their making. While any</item>
/// <item><c>lf</c>‹uid›, <c>lfm</c> hash: ids of a schedule's last firing → how they ended; scheduled ids → uid. With the Schedule; until final</item>
/// <item><c>stat</c> hash: Endpoint and figure → count; g = the Endpoint is gone. <c>news</c> zset: Endpoints by the µs at which they were last given a message. With the Endpoint, or the last of its messages</item>
/// <item><c>ev\n</c>‹namespace› stream, <c>evb</c> hash, <c>evn</c> zset: batches of events; bytes by namespace; namespaces by ms of their oldest. Age and byte budget</item>
/// <item><c>reg</c> string: the registry's marker, as this partition knows it. While the registry is complete</item>
/// <item><c>fence</c> hash: Lease of operators → how often it had changed hands when the leader last wrote. Always; among the registry's keys too</item>
/// </list>
/// The registry's keys start with <c>{reg}</c>: <c>v</c> version, <c>complete</c> marker, <c>seen</c> that there ever was one, <c>e</c> <c>t</c> <c>s</c> hashes of definitions,
/// <c>i</c>‹kind›‹namespace› hash: names in the namespace → when each was made and changed, <c>c</c> zset of the last changed names by version, <c>cfg</c> hash with the number of partitions, <c>claim</c>‹kind›‹name› string: the source that
/// is about to declare it. 10 s;
/// <c>k</c> hash: namespace → sealed signing keys, '' → those that the others are derived from, <c>kv</c> string: version of <c>k</c>. Always.
/// </summary>
internal static class RedisKeys
{
    public const string RegistryTag = "{reg}";
    public static readonly RedisKey RegistryVersion = RegistryTag + "v";
    public static readonly RedisKey RegistryComplete = RegistryTag + "complete";

    /// <summary>Says that an operator has once completed the registry. For ever.</summary>
    public static readonly RedisKey RegistrySeen = RegistryTag + "seen";
    public static readonly RedisKey RegistryChanges = RegistryTag + "c";
    public static readonly RedisKey SigningPairs = RegistryTag + "k";
    public static readonly RedisKey SigningVersion = RegistryTag + "kv";
    public static readonly RedisKey Configuration = RegistryTag + "cfg";
    public static readonly RedisChannel WakeChannel = RedisChannel.Literal("postrider:wake");
    public static readonly RedisChannel EventsChannel = RedisChannel.Literal("postrider:events");
    public static readonly RedisChannel RegistryChannel = RedisChannel.Literal("postrider:registry");

    public static string Tag(int partition) => "{" + partition + "}";

    /// <summary>Never exists, as the tag itself. A node of a Cluster does nothing with two such keys while their slot moves.</summary>
    public static RedisKey Absent(string tag) => tag + "-";

    /// <summary>Says within the partition that the registry is complete, for scripts, which see nothing outside of it.</summary>
    public static RedisKey Declared(int partition) => Tag(partition) + "reg";

    public static RedisKey Definitions(string kind) => RegistryTag + kind;

    /// <summary>The names of one kind in a namespace, each with two times in unix ms: made and changed.</summary>
    public static RedisKey Index(string kind, string ns) => RegistryTag + "i" + kind + ns;

    public static RedisKey Message(int partition, byte[] id) => new RedisKey(Tag(partition) + "m").Append(id);

    public static RedisKey Lanes(int partition, string ns) => Tag(partition) + "ln\n" + ns;

    public static RedisKey Sessions(int partition) => Tag(partition) + "sess";

    public static RedisKey States(int partition) => Tag(partition) + "s";

    public static RedisKey Held(int partition, byte[] session) => new RedisKey(Tag(partition) + "L").Append(session);

    public static RedisKey DeadLetters(int partition, string ns) => Tag(partition) + "dlq\n" + ns;

    public static RedisKey DeadLetter(int partition, string dlqId) => Tag(partition) + "D" + dlqId;

    public static RedisKey Events(int partition, string ns) => Tag(partition) + "ev\n" + ns;

    public static RedisKey Schedule(int partition, string uid) => Tag(partition) + "S" + uid;

    public static RedisKey ScheduleNames(int partition, string ns) => Tag(partition) + "sch\n" + ns;

    public static RedisKey LastFiring(int partition, string uid) => Tag(partition) + "lf" + uid;

    public static RedisKey Queues(int partition, string ns) => Tag(partition) + "qs\n" + ns;

    public static RedisKey Queue(int partition, string ns, string name) => $"{Tag(partition)}Q{ns}\n{name}";

    public static RedisKey Waiting(int partition, string lane) => Tag(partition) + "w" + lane;

    public static RedisKey SlotOwners(int partition, string lane) => Tag(partition) + "o" + lane;

    /// <summary>What is left of a deleted queue.</summary>
    public static RedisKey Drained(int partition, string name) => Tag(partition) + "z" + name;

    public static RedisKey Figures(int partition) => Tag(partition) + "stat";

    public static RedisKey News(int partition) => Tag(partition) + "news";

    public static RedisKey FlowKeys(int partition, string ns) => Tag(partition) + "fi" + ns;

    public static RedisKey FlowLanes(int partition, string gate) => Tag(partition) + "fl" + gate;

    public static RedisKey MostAtOnce(int partition) => Tag(partition) + "gp";

    public static RedisKey Line(int partition, string gate) => Tag(partition) + "p" + gate;

    public static RedisKey Slots(int partition, string gate) => Tag(partition) + "x" + gate;
}
