using System.Diagnostics.CodeAnalysis;

namespace StrictReplay;

/// <summary>Says what is wrong unless it holds.</summary>
internal static class Need
{
    public static void That([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new RefusedRecordException(otherwise);
        }
    }
}
