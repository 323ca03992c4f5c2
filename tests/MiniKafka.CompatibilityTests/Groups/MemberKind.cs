namespace MiniKafka.CompatibilityTests.Groups;

/// <summary>The clients that can be members of a group.</summary>
public enum MemberKind
{
    MiniKafka,
    ConfluentKafka,
    ConfluentKafkaForPython,
    KafkaPython,
    KafkaJs,
    Kcat,
    Java,
}
