namespace Postrider.Core.Redis;

/// <summary>The catalogue: one field per transition.</summary>
internal static class RedisScripts
{
    public static readonly RedisScript Publish = RedisScript.Load("publish");
    public static readonly RedisScript TakeBack = RedisScript.Load("take_back");
    public static readonly RedisScript ReadTime = RedisScript.Load("read_time");
    public static readonly RedisScript Lease = RedisScript.Load("lease");
    public static readonly RedisScript Extend = RedisScript.Load("extend");
    public static readonly RedisScript Settle = RedisScript.Load("settle");
    public static readonly RedisScript ReleaseUnknown = RedisScript.Load("release_unknown");
    public static readonly RedisScript Cancel = RedisScript.Load("cancel");
    public static readonly RedisScript SetQueue = RedisScript.Load("set_queue");
    public static readonly RedisScript MakeQueues = RedisScript.Load("make_queues");
    public static readonly RedisScript DeleteQueue = RedisScript.Load("delete_queue");
    public static readonly RedisScript Drain = RedisScript.Load("drain");
    public static readonly RedisScript Snapshot = RedisScript.Load("snapshot");
    public static readonly RedisScript HeldUp = RedisScript.Load("held_up");
    public static readonly RedisScript Load = RedisScript.Load("load");
    public static readonly RedisScript Tick = RedisScript.Load("tick");
    public static readonly RedisScript SetGate = RedisScript.Load("set_gate");
    public static readonly RedisScript CloseGate = RedisScript.Load("close_gate");
    public static readonly RedisScript ForgetGate = RedisScript.Load("forget_gate");
    public static readonly RedisScript ReadFlow = RedisScript.Load("read_flow");
    public static readonly RedisScript PauseFlow = RedisScript.Load("pause_flow");
    public static readonly RedisScript PinFlow = RedisScript.Load("pin_flow");
    public static readonly RedisScript UnpinFlow = RedisScript.Load("unpin_flow");
    public static readonly RedisScript ResetFlow = RedisScript.Load("reset_flow");
    public static readonly RedisScript CapParallelism = RedisScript.Load("cap_parallelism");
    public static readonly RedisScript SetSchedule = RedisScript.Load("set_schedule");
    public static readonly RedisScript ForgetSchedule = RedisScript.Load("forget_schedule");
    public static readonly RedisScript Fire = RedisScript.Load("fire");
    public static readonly RedisScript Postpone = RedisScript.Load("postpone");
    public static readonly RedisScript Send = RedisScript.Load("send");
    public static readonly RedisScript DeleteDeadLetters = RedisScript.Load("delete_dead_letters");
    public static readonly RedisScript Replay = RedisScript.Load("replay");
    public static readonly RedisScript LogEvents = RedisScript.Load("log_events");
    public static readonly RedisScript RegistryClaim = RedisScript.Load("registry_claim");
    public static readonly RedisScript RegistryPut = RedisScript.Load("registry_put");
    public static readonly RedisScript SigningPut = RedisScript.Load("signing_put");
    public static readonly RedisScript RegistryEdit = RedisScript.Load("registry_edit");
    public static readonly RedisScript FenceClaim = RedisScript.Load("fence_claim");
    public static readonly RedisScript Mark = RedisScript.Load("mark");
    public static readonly RedisScript SetPartitions = RedisScript.Load("set_partitions");
}
