namespace MiniKafka.Protocol.Declarations;

/// <summary>
/// Says what a field's property alone does not: in which versions it exists, when it may be null, its tag. Without it a
/// field exists in every version. The order of properties is the order on the wire; the initializer is the default.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldAttribute : Attribute
{
    /// <summary>First version that has the field.</summary>
    public short Since { get; set; }

    /// <summary>Last version that has the field.</summary>
    public short Until { get; set; } = short.MaxValue;

    /// <summary>First version in which null may be written; for nullable types every version unless given.</summary>
    public short NullableSince { get; set; }

    /// <summary>Last version in which null may be written.</summary>
    public short NullableUntil { get; set; } = short.MaxValue;

    /// <summary>
    /// Number of a tagged field: left out of the bytes when it has its default. A tagged structure of nullable type is
    /// absent when null, unless <see cref="WireNull"/> says that null itself can be written.
    /// </summary>
    public int Tag { get; set; } = -1;

    /// <summary>True for a tagged structure whose null has a form of its own on the wire.</summary>
    public bool WireNull { get; set; }

    /// <summary>True when the value may be dropped silently in versions without the field.</summary>
    public bool Ignorable { get; set; }

    /// <summary>True when the length stays in the old form even in flexible versions.</summary>
    public bool NeverCompact { get; set; }
}
